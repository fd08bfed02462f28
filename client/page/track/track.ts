/** Everything that happened, as rows and as sums. */
import { perTransport } from '../../../bench/result/identity.ts';
import { parseCursor } from '../../../server/stream/protocol.ts';
import { serverNow } from '../telemetry/clock.ts';
import { LaneBooks } from './books.ts';
import { Heat } from './heat.ts';
import type { Track } from './records.ts';
import { createTrack, type TrackEntry } from './ring.ts';

/** Rows: 60 s at 1,000 notifications a second on four lanes. */
const capacity = 2 ** 19;

/** Milliseconds after a change of conditions that are not measured: what was under way belongs to the old ones. */
const warmUp = 2_000;

const rows = createTrack(capacity);

export const track: Track = rows;
export const heat = new Heat();
export const books = perTransport(() => new LaneBooks());

let measureFrom = 0;
/** Polling is measured in whole intervals, from a question on: a part of one would hold short waits only, or long ones. */
let pollsFrom = Number.POSITIVE_INFINITY;
let newest: { readonly epoch: string; readonly seq: number } | undefined;

/** The newest place of the log that is known. */
export const head = () => newest;

/** Somebody told of this notification. */
export function sawId(id: string): number {
  const place = parseCursor(id);
  if (!place) return 0;
  if (!newest || newest.epoch !== place.epoch || newest.seq < place.seq) newest = place;
  return place.seq;
}

/** Writes it down. `delivered` is measured from the time that it was scheduled for. */
export function note(entry: TrackEntry): void {
  rows.add(entry);
  if (!entry.lane) return;
  const published = entry.at - (entry.took ?? 0);
  const polls = entry.lane === 'polling';
  if (polls && entry.kind === 'asks' && entry.at >= measureFrom) pollsFrom = Math.min(pollsFrom, entry.at);
  books[entry.lane].take(entry, published >= (polls ? pollsFrom : measureFrom));
  if (entry.kind === 'delivered') heat.add(entry.lane, entry.at);
}

/** The conditions have changed: latencies are measured anew, once what was under way has come. */
export function conditionsChanged(): void {
  measureFrom = serverNow() + warmUp;
  pollsFrom = Number.POSITIVE_INFINITY;
  for (const lane of Object.values(books)) lane.latency.reset();
}

/** Counts from zero again. */
export function startOver(): void {
  conditionsChanged();
  for (const lane of Object.values(books)) lane.reset();
}
