import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { parseCursor } from '../../../server/stream/protocol.ts';
import type { Brought } from '../dock/brought.ts';
import { SelectionLine, useBrought } from '../dock/selection-line.tsx';
import { dataText, failureSentence, gapSentence, timeText } from '../entries.ts';
import { race } from '../lab.ts';
import { milliseconds } from '../numbers.ts';
import type { RecentEvent } from '../race/recent-events.ts';
import { NamedShape } from '../ui/transport-mark.tsx';
import { useInterval } from '../ui/use-interval.ts';
import './log.css';

/** Milliseconds between two renewals. */
const pace = 500;

/** Named as in DevTools. */
const columns = ['Transport', 'Id', 'Type', 'Data', 'Length', 'Time', 'Latency'];

/** The text comes from strangers: it is put into text nodes, whatever it contains. */
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

function matches(entry: RecentEvent, wanted: string): boolean {
  const { lane, kind } = entry;
  const content = kind === 'notification' ? `${entry.notification.id} ${entry.notification.event} ${dataText(entry.notification)}` : '';
  return `${lane} ${kind} ${content}`.toLowerCase().includes(wanted.toLowerCase());
}

const Title = () => (
  <h2 id="log-title">
    Log{' '}
    <span class="label">
      of the last {race.events.most} notifications, {race.events.mostTroubles} failures and gaps
    </span>
  </h2>
);

/** Whether the selected exchange has delivered it. */
function isBrought(entry: RecentEvent, numbers: ReadonlySet<number>, brought: Brought | undefined): boolean {
  return entry.kind === 'notification' && entry.lane === brought?.lane && numbers.has(parseCursor(entry.notification.id)?.seq ?? -1);
}

interface RowsProps {
  readonly entries: readonly RecentEvent[];
  readonly isSelected: (entry: RecentEvent) => boolean;
}

const Rows = ({ entries, isSelected }: RowsProps) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
  <div role="log" aria-live="off" aria-label="Log, newest first" tabIndex={0}>
    <table>
      <thead>
        <tr>
          {columns.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {entries.map((entry, index) => (
          <tr key={index} class={isSelected(entry) ? 'selected' : undefined}>
            <td class="via">
              {isSelected(entry) && <span class="unseen">selected: </span>}
              <NamedShape of={entry.lane} />
            </td>
            <Cells entry={entry} />
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

interface ToggleProps {
  readonly on: Signal<boolean>;
  readonly children: ComponentChildren;
}

const Toggle = ({ on, children }: ToggleProps) => (
  <button
    type="button"
    aria-pressed={on.value}
    onClick={() => {
      on.value = !on.value;
    }}
  >
    {children}
  </button>
);

/** The newest events, as rows. */
export function EventLog() {
  const paused = useSignal(false);
  const filter = useSignal('');
  const entries = useSignal<readonly RecentEvent[]>([]);
  const only = useSignal(false);
  const brought = useBrought();
  const numbers = new Set(brought.value?.deliveries.map(({ seq }) => seq));
  const isSelected = (entry: RecentEvent) => isBrought(entry, numbers, brought.value);
  const shown = useRef(-1);
  useInterval(() => {
    const { events } = race;
    if (paused.peek() || shown.current === events.count) return;
    shown.current = events.count;
    entries.value = events.newestFirst();
  }, pace);
  return (
    <section class="log" aria-labelledby="log-title">
      <Title />
      <SelectionLine brought={brought} />
      <p class="log-controls">
        <Toggle on={paused}>{paused.value ? 'Resume' : 'Pause the log'}</Toggle>
        <Toggle on={only}>Only the selected exchange</Toggle>
        <label>
          <span class="label">rows that contain</span>
          <input
            type="search"
            value={filter.value}
            onInput={({ currentTarget }) => {
              filter.value = currentTarget.value;
            }}
          />
        </label>
      </p>
      <Rows entries={entries.value.filter((entry) => matches(entry, filter.value) && (!only.value || isSelected(entry)))} isSelected={isSelected} />
    </section>
  );
}
