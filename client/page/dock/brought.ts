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

/** Sequence numbers of one write: more than `after`, up to `to`. */
interface Span {
  readonly after: number;
  readonly to: number;
}

/** Whether one of the spans, which are in order, has this number. A write may claim any count, so its numbers are not listed. */
function includes(spans: readonly Span[], seq: number): boolean {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.to ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return (spans[low]?.after ?? Number.POSITIVE_INFINITY) < seq;
}

/** @returns `undefined` if nothing of the exchange is kept, or nothing is selected */
export function broughtBy(track: Pick<Track, 'scan'>, wanted: number | undefined): Brought | undefined {
  if (wanted === undefined) return undefined;
  const spans: Span[] = [];
  let lane: TransportName | undefined;
  const everything = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  track.scan(...everything, (record) => {
    if (record.exchange !== wanted || !record.lane) return;
    lane = record.lane;
    if (record.kind === 'answered' || record.kind === 'wrote') spans.push({ after: record.seq - record.count, to: record.seq });
  });
  if (!lane) return undefined;
  spans.sort((one, other) => one.to - other.to);
  const deliveries: Delivery[] = [];
  track.scan(...everything, ({ kind, lane: at, seq, ...rest }) => {
    if (kind === 'delivered' && at === lane && includes(spans, seq)) deliveries.push({ seq, at: rest.at, took: rest.took });
  });
  return { exchange: wanted, lane, deliveries };
}
