import { type Bucket, type Histogram, valueOfRank } from '../../../bench/statistics/histogram.ts';
import type { LatencySummary } from './summary.ts';

/** Buckets from a latency to its double: a percentile is known to 0.2 %, and a lane that runs for days has some 3,000 of them. */
export const latencyPrecision = 256;

/**
 * Deliveries that may stand on the wrong side of a percentile. The lab publishes once in every slot, at places that fill any interval evenly: no part of a poll's interval gets many more
 * or fewer than its share. Poisson arrivals would need the root of their count.
 */
const misplaced = 3;
/** By how much that may move a settled percentile: 10 % of it, less what two latencies may be off within their buckets; or milliseconds. */
const tolerance = { share: 0.1 - 1 / latencyPrecision, milliseconds: 6 };

/** Milliseconds that a settled percentile may be off. */
export const uncertainty = (value: number): number => Math.max(tolerance.share * value, tolerance.milliseconds);

/** The latency that so many lie below: where that may be either of two, between them. */
const below = (buckets: readonly Bucket[], rank: number): number =>
  (valueOfRank(buckets, Math.ceil(rank)) + valueOfRank(buckets, Math.floor(rank) + 1)) / 2;

function isSettled(buckets: readonly Bucket[], rank: number): boolean {
  const value = below(buckets, rank);
  const most = uncertainty(value);
  const [low, high] = [valueOfRank(buckets, Math.ceil(rank) - misplaced), valueOfRank(buckets, Math.floor(rank) + 1 + misplaced)];
  return rank > misplaced && high - value <= most && value - low <= most;
}

/** NaN where nothing was counted. */
export function summariseLatencies({ buckets, count, mean }: Histogram): LatencySummary {
  const [p50, p95, p99] = [0.5 * count, 0.95 * count, 0.99 * count];
  return {
    count,
    mean,
    p50: below(buckets, p50),
    p95: below(buckets, p95),
    p99: below(buckets, p99),
    settled: { p50: isSettled(buckets, p50), p95: isSettled(buckets, p95), p99: isSettled(buckets, p99) },
  };
}
