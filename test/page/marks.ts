import { collect, layOut } from '../../client/page/lanes/layout.ts';
import { type TrackEntry, TrackRing } from '../../client/page/track/ring.ts';

/** The visible time, in milliseconds. */
export const span = { from: 0, until: 1_000 };

/** Lays out these records, in any order. Fields that are 0 or false are left out for readability. */
export function marksOf(entries: readonly TrackEntry[], window = span) {
  const track = new TrackRing(1_000);
  for (const entry of entries) track.add(entry);
  return layOut(collect(track, window), window, 50);
}

/** The records of one poll. Times are milliseconds. */
export const poll = (lane: 'polling' | 'long-polling', start: number, held: number, exchange: number, count: number): TrackEntry[] => [
  { kind: 'asks', lane, at: start },
  { kind: 'hears', lane, at: start + 100 + held, status: 200 },
  // The server's records arrive later, in a batch.
  { kind: 'asked', lane, at: start + 50, exchange, headers: 400 },
  {
    kind: 'answered',
    lane,
    at: start + 50 + held,
    exchange,
    took: held,
    count,
    headers: 200,
    framing: 50,
    payload: count * 100,
    status: count ? 200 : 204,
  },
];
