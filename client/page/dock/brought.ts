/** What the selected exchange has delivered, for charts and log. Pure. */
import type { TransportName } from '../../../server/stream/protocol.ts';
import type { Track } from '../track/records.ts';

/** One delivery of the selected exchange. */
interface Delivery {
  readonly seq: number;
  /** Epoch milliseconds of the server's clock. */
  readonly at: number;
  /** Milliseconds from publish to delivery. */
  readonly took: number;
}

export interface Brought {
  readonly exchange: number;
  readonly lane: TransportName;
  /** The deliveries still kept, oldest first. */
  readonly deliveries: readonly Delivery[];
}

/** @returns `undefined` if nothing of the exchange is kept, or nothing is selected */
export function broughtBy(track: Pick<Track, 'scan'>, wanted: number | undefined): Brought | undefined {
  if (wanted === undefined) return undefined;
  const numbers = new Set<number>();
  let lane: TransportName | undefined;
  const everything = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  track.scan(...everything, (record) => {
    if (record.exchange !== wanted || !record.lane) return;
    lane = record.lane;
    if (record.kind !== 'answered' && record.kind !== 'wrote') return;
    for (let before = 0; before < record.count; before += 1) numbers.add(record.seq - before);
  });
  if (!lane) return undefined;
  const deliveries: Delivery[] = [];
  track.scan(...everything, ({ kind, lane: at, seq, ...rest }) => {
    if (kind === 'delivered' && at === lane && numbers.has(seq)) deliveries.push({ seq, at: rest.at, took: rest.took });
  });
  return { exchange: wanted, lane, deliveries };
}
