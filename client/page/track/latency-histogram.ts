import type { LatencySummary } from './summary.ts';

/** A bucket is this much wider than the one before: a percentile is known to 1 %. */
const growth = 1.02;
const perLog = 1 / Math.log(growth);
/** Milliseconds that the first bucket ends with. */
const least = 0.05;
/** Up to some 5 minutes. */
const buckets = Math.ceil(Math.log(300_000 / least) * perLog);

/**
 * Deliveries that may stand on the wrong side of a percentile. The lab publishes once in every slot, at places that fill any interval evenly: no part of a poll's interval gets many more
 * or fewer than its share. Poisson arrivals would need the root of their count.
 */
const astray = 3;
/** By how much that may move a settled percentile: a share of it, or milliseconds. */
const steady = { share: 0.1, milliseconds: 6 };

/** Counts latencies as they come; nothing is sorted and nothing is kept. The mean is exact. */
export class LatencyHistogram {
  readonly #counts = new Uint32Array(buckets);
  #count = 0;
  #sum = 0;

  /** @param milliseconds below 0 is the clocks' error and counts as 0 in percentiles */
  record(milliseconds: number): void {
    const bucket = milliseconds <= least ? 0 : Math.min(buckets - 1, Math.ceil(Math.log(milliseconds / least) * perLog));
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.#count += 1;
    this.#sum += milliseconds;
  }

  reset(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#sum = 0;
  }

  /** NaN where nothing was counted. */
  get summary(): LatencySummary {
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => share * this.#count) as [number, number, number];
    return {
      count: this.#count,
      mean: this.#sum / this.#count,
      p50: this.#below(p50),
      p95: this.#below(p95),
      p99: this.#below(p99),
      settled: { p50: this.#settled(p50), p95: this.#settled(p95), p99: this.#settled(p99) },
    };
  }

  /** The latency that so many lie below: where that may be either of two, between them. */
  #below(rank: number): number {
    return (this.#at(Math.ceil(rank)) + this.#at(Math.floor(rank) + 1)) / 2;
  }

  /** The latency of this rank, counted from 1; NaN where there is none. */
  #at(rank: number): number {
    let seen = 0;
    for (let bucket = 0; bucket < buckets && this.#count > 0; bucket += 1) {
      seen += this.#counts[bucket] as number;
      // The middle of the bucket, by ratio.
      if (seen >= rank) return least * growth ** (bucket - 0.5);
    }
    return Number.NaN;
  }

  #settled(rank: number): boolean {
    const value = this.#below(rank);
    const most = Math.max(steady.share * value, steady.milliseconds);
    return rank > astray && this.#at(Math.floor(rank) + 1 + astray) - value <= most && value - this.#at(Math.ceil(rank) - astray) <= most;
  }
}
