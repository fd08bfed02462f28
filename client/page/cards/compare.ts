import type { TransportName } from '../../../server/stream/protocol.ts';
import { uncertainty } from '../track/latency-summary.ts';
import type { LaneSummary, Percentile } from '../track/summary.ts';

/** Notifications that a lane needs before its bytes are compared. */
const enough = 5;

/** Delays that differ by less than this share do not matter for a choice. */
const tooLittle = 0.25;

/**
 * Whether a delay is as good as the least one, for cards and sentence alike: at most a quarter more, or a difference within the error of both. Two
 * independent errors add up to the root of the sum of their squares: 8.5 ms where each is 6 ms.
 */
export const isAsGood = (one: number, least: number): boolean =>
  one - least <= Math.max(Math.hypot(uncertainty(one), uncertainty(least)), tooLittle * least);

export interface Comparison {
  /** The lanes that are as good as the best. */
  readonly fastest: ReadonlySet<TransportName>;
  readonly leanest: ReadonlySet<TransportName>;
  /** All lanes but polling are as good as each other. */
  readonly tie: boolean;
}

/** Bytes of both directions for each notification that was delivered; NaN while none was. */
export function bytesEach({ up, down, delivered }: LaneSummary): {
  readonly headers: number;
  readonly framing: number;
  readonly payload: number;
  readonly all: number;
} {
  const per = (part: keyof typeof up) => (up[part] + down[part]) / (delivered || Number.NaN);
  const [headers, framing, payload] = [per('headers'), per('framing'), per('payload')];
  return { headers, framing, payload, all: headers + framing + payload };
}

/** The best lane, and whether there is one. */
export function compare(lanes: readonly LaneSummary[], percentile: Percentile): Comparison {
  const measured = lanes.filter(({ latency }) => latency.settled[percentile]);
  const least = Math.min(...measured.map(({ latency }) => latency[percentile]));
  const fastest = measured.filter(({ latency }) => isAsGood(latency[percentile], least));
  const weighed = lanes.filter(({ delivered, down }) => delivered >= enough && down.payload > 0);
  const lightest = Math.min(...weighed.map((lane) => bytesEach(lane).all));
  const waiting = measured.filter(({ transport }) => transport !== 'polling');
  const means = waiting.map(({ latency }) => latency.mean);
  return {
    fastest: new Set(measured.length > 1 ? fastest.map(({ transport }) => transport) : []),
    leanest: new Set(weighed.length > 1 ? weighed.filter((lane) => bytesEach(lane).all <= lightest * 1.005).map(({ transport }) => transport) : []),
    tie: waiting.length > 1 && isAsGood(Math.max(...means), Math.min(...means)),
  };
}
