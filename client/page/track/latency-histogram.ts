import type { LatencySummary } from './summary.ts';

/** A bucket is this much wider than the one before: a percentile is known to 1 %. */
const growth = 1.02;
const perLog = 1 / Math.log(growth);
/** Milliseconds that the first bucket ends with. */
const least = 0.05;
/** Up to some 5 minutes. */
const buckets = Math.ceil(Math.log(300_000 / least) * perLog);

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
    return { count: this.#count, mean: this.#sum / this.#count, p50: this.#quantile(0.5), p95: this.#quantile(0.95), p99: this.#quantile(0.99) };
  }

  #quantile(share: number): number {
    let seen = 0;
    for (let bucket = 0; bucket < buckets && this.#count > 0; bucket += 1) {
      seen += this.#counts[bucket] as number;
      // The middle of the bucket, by ratio.
      if (seen >= share * this.#count) return least * growth ** (bucket - 0.5);
    }
    return Number.NaN;
  }
}
