import type { Series } from '../result/result.ts';

/** What was seen after all clients were cut off at once. All times are those of `monotonic()`. */
export interface Comeback {
  readonly clients: number;
  readonly cut: number;
  /** When connections were opened after the cut. */
  readonly openings: readonly number[];
  /** When each notification since the cut was due, and when the last client received it. */
  readonly receipts: readonly (readonly [scheduled: number, received: number])[];
  /** When every notification was due. */
  readonly scheduled: readonly number[];
}

/**
 * `reconnected`: milliseconds until the last of all clients was connected. `recovered`: until every client had all that was published up to then.
 * `replayed`: notifications that were due while a client was away and that it received later, summed over all clients.
 * @returns `undefined` if not all came back
 */
export function readComeback({ clients, cut, openings, receipts, scheduled }: Comeback) {
  if (openings.length < clients) return undefined;
  const last = Math.max(...openings);
  const caughtUp = receipts.filter(([due]) => due <= last).reduce((latest, [, received]) => Math.max(latest, received), last);
  const missed = (until: number) => scheduled.filter((due) => due > cut && due <= until).length;
  return { recovered: caughtUp - cut, reconnected: last - cut, replayed: openings.reduce((sum, opened) => sum + missed(opened), 0) };
}

/** Milliseconds of a bar. */
const slice = 100;

/** Connections opened in every 100 ms after the cut. Each point stands at the start of its 100 ms. */
export function openingSeries({ cut, openings }: Pick<Comeback, 'cut' | 'openings'>): Series {
  const slices = openings.map((opened) => Math.floor((opened - cut) / slice));
  // One more than needed, so that the line ends at 0.
  const count = openings.length > 0 ? Math.max(...slices) + 2 : 0;
  return {
    name: 'connections',
    x: { label: 'since the cut', unit: 'ms' },
    y: { label: 'connections', unit: 'per 100 ms' },
    points: Array.from({ length: count }, (_, index): [number, number] => [index * slice, slices.filter((one) => one === index).length]),
  };
}
