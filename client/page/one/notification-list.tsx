import { dataText, type Entry, failureSentence, gapSentence, timeText } from '../entries.ts';
import { one } from '../lab.ts';
import { Shape } from '../ui/transport-mark.tsx';
import { FilterForm } from './filter-form.tsx';
import './notification-list.css';

/** The text comes from strangers: it is put into text nodes, whatever it contains. */
function Content({ entry }: { entry: Entry }) {
  switch (entry.kind) {
    case 'notification': {
      const { id, event, at, broadcast } = entry.notification;
      return (
        <>
          <code class="id">{id}</code>
          <span class="event">
            <bdi>{event}</bdi>
            {broadcast && <span class="to-all"> to all</span>}
          </span>
          <code class="data">
            <bdi>{dataText(entry.notification)}</bdi>
          </code>
          <time>{timeText(at)}</time>
        </>
      );
    }
    case 'gap':
      return (
        <p class="why">
          <strong>gap</strong>{' '}
          <code>
            {entry.gap.from} → {entry.gap.to}
          </code>{' '}
          {gapSentence(entry.gap)}
        </p>
      );
    case 'failure':
      return (
        <p class="why">
          <strong>{entry.times > 1 ? `${entry.times} failures` : 'failure'}</strong> {failureSentence(entry.failure, entry.transport)}
        </p>
      );
  }
}

/** The newest entries first: notifications, and gaps and failures in their place. */
export const NotificationList = () => (
  <section aria-labelledby="list-title">
    <div class="heading">
      <h2 id="list-title">Notifications</h2>
      <button type="button" aria-pressed={one.entries.frozen.value} onClick={() => one.freeze(!one.entries.frozen.value)}>
        {one.entries.frozen.value ? 'Resume' : 'Freeze the list'}
      </button>
    </div>
    <FilterForm />
    {one.entries.shown.value.length === 0 && <p class="hint">No notifications yet. Publish one, or wait for the ticker.</p>}
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
    <ol class="list" aria-label="Notifications, newest first" tabIndex={0}>
      {one.entries.shown.value.map((entry) => (
        <li key={entry.key} class={entry.kind}>
          <span class="via">
            <Shape of={entry.transport} />
            <span>{entry.transport}</span>
          </span>
          <Content entry={entry} />
        </li>
      ))}
    </ol>
  </section>
);
