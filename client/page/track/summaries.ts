import { type ReadonlySignal, signal } from '@preact/signals';
import { type TransportName, transportNames } from '../../../server/stream/protocol.ts';
import { crowd } from '../race/connections.ts';
import { laneOf, lanes } from '../race/lane.ts';
import { paused } from '../race/race.ts';
import { troubleOf } from '../race/trouble.ts';
import { settings } from '../settings/store.ts';
import { brokenOnPurpose } from '../telemetry/broken.ts';
import { pageNow, serverNow } from '../telemetry/clock.ts';
import { labState } from '../telemetry/telemetry.ts';
import { measuredRoundTrip } from './round-trip.ts';
import { summarise } from './summarise.ts';
import type { LaneSummary } from './summary.ts';
import { meanInTheory } from './theory.ts';
import { books, head, track } from './track.ts';

/** Milliseconds between two summaries. */
const pace = 250;

export type Summaries = Readonly<Record<TransportName, LaneSummary>>;

/** Milliseconds; `undefined` until polls have been answered. */
export const roundTrip = signal<number | undefined>(undefined);

function take(): Summaries {
  const outlook = { crowd: crowd(pageNow()), paused: paused.peek(), broken: brokenOnPurpose(labState.peek()) };
  const rtt = roundTrip.peek() ?? settings.peek().rtt;
  for (const lane of lanes) lane.settle();
  const summaries = transportNames.map((name) => {
    const lane = laneOf(name);
    const facts = lane && { state: lane.stream.state, cursor: lane.stream.cursor, failure: lane.failure, retryAt: lane.retryAt };
    const trouble = troubleOf(name, lane, outlook);
    return summarise(name, books[name], facts, { head: head(), theory: theory(name, Math.round(rtt)), trouble });
  });
  return Object.fromEntries(summaries.map((summary) => [summary.transport, summary])) as unknown as Summaries;
}

const remembered = new Map<string, number | undefined>();

/** Long-polling is simulated, which is not done four times a second for the same question. */
function theory(name: TransportName, rtt: number): number | undefined {
  const { rate, burst, pollInterval, hold, seed } = settings.peek();
  const key = [name, rtt, rate, burst, pollInterval, hold, seed].join();
  if (remembered.size > 100) remembered.clear();
  if (!remembered.has(key)) remembered.set(key, meanInTheory(name, { rate, burst, pollInterval, hold, seed }, rtt));
  return remembered.get(key);
}

const current = signal<Summaries>(take());

/** The four in numbers, at most four times a second. */
export const summaries: ReadonlySignal<Summaries> = current;

let turns = 0;

/** Renews them for as long as the page lives; a hidden page is not drawn, and waits. */
export function keepSummaries(): void {
  setInterval(() => {
    if (document.hidden) return;
    turns += 1;
    if (turns % 4 === 0) roundTrip.value = measuredRoundTrip(track, serverNow());
    current.value = take();
  }, pace);
}
