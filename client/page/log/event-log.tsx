import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { dataText, failureSentence, gapSentence, timeText } from '../entries.ts';
import { race } from '../lab.ts';
import { milliseconds } from '../numbers.ts';
import type { RecentEvent } from '../race/recent-events.ts';
import { Shape } from '../transport-mark.tsx';
import './log.css';

/** Milliseconds between two renewals. */
const pace = 500;

/** The words come from strangers: they are text nodes, whatever they look like. */
function Cells({ entry }: { entry: RecentEvent }) {
  if (entry.kind !== 'notification') {
    return (
      <td colSpan={6} class={entry.kind === 'failure' ? 'bad' : 'warn'}>
        {entry.kind === 'failure' ? `✕ ${failureSentence(entry.failure, entry.lane)}` : `gap: ${gapSentence(entry.gap)}`}
      </td>
    );
  }
  const { id, event, data, at } = entry.notification;
  return (
    <>
      <td>{id}</td>
      <td>
        <bdi>{event}</bdi>
      </td>
      <td class="data">
        <bdi>{dataText(entry.notification)}</bdi>
      </td>
      <td class="number">{JSON.stringify(data).length.toLocaleString('en')}</td>
      <td>{timeText(at)}</td>
      <td class="number">{milliseconds(entry.at - at)}</td>
    </>
  );
}

const matches = (entry: RecentEvent, wanted: string): boolean =>
  [
    entry.lane,
    entry.kind,
    entry.kind === 'notification' ? `${entry.notification.id} ${entry.notification.event} ${dataText(entry.notification)}` : '',
  ]
    .join(' ')
    .toLowerCase()
    .includes(wanted.toLowerCase());

/** The last 200 things that came, with the column names of DevTools. */
export function EventLog() {
  const open = useSignal(false);
  const paused = useSignal(false);
  const filter = useSignal('');
  const rows = useSignal<readonly RecentEvent[]>([]);
  useEffect(() => {
    let seen = -1;
    const renewing = setInterval(() => {
      if (!open.peek() || paused.peek() || seen === race.events.count) return;
      seen = race.events.count;
      rows.value = race.events.newestFirst();
    }, pace);
    return () => clearInterval(renewing);
  }, []);
  return (
    <details
      class="log"
      onToggle={({ currentTarget }) => {
        open.value = currentTarget.open;
      }}
    >
      <summary>
        <h2>Log</h2> <span class="label">the last {race.events.most}</span>
      </summary>
      <p class="log-controls">
        <button
          type="button"
          aria-pressed={paused.value}
          onClick={() => {
            paused.value = !paused.value;
          }}
        >
          {paused.value ? 'Go on' : 'Pause the log'}
        </button>
        <label>
          <span class="label">only what holds</span>
          <input
            type="search"
            value={filter.value}
            onInput={({ currentTarget }) => {
              filter.value = currentTarget.value;
            }}
          />
        </label>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <div role="log" aria-live="off" aria-label="Log, newest first" tabIndex={0}>
        <table>
          <thead>
            <tr>
              {['Transport', 'Id', 'Type', 'Data', 'Length', 'Time', 'Latency'].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.value
              .filter((entry) => matches(entry, filter.value))
              .map((entry, index) => (
                <tr key={index}>
                  <td class="via">
                    <Shape of={entry.lane} /> {entry.lane}
                  </td>
                  <Cells entry={entry} />
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
