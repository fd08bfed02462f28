/** Buckets of one power of two: a value is known to 1 part in 1,024, which is three digits. */
const half = 1_024;

/** Microseconds up to 2 × half have a bucket each; above, a bucket doubles its width with every power of two (HdrHistogram's layout). */
function bucketOf(value: number): number {
  if (value < 2 * half) return value;
  const shift = 21 - Math.clz32(value);
  return (shift + 1) * half + ((value >>> shift) - half);
}

/** The middle of a bucket, in microseconds. */
function middleOf(bucket: number): number {
  if (bucket < 2 * half) return bucket;
  const shift = Math.floor(bucket / half) - 1;
  const low = (half + (bucket % half)) * 2 ** shift;
  return low + (2 ** shift - 1) / 2;
}

/** Milliseconds that are still told apart from more: 35 minutes. */
const longest = 2 ** 31 - 1;

/** Counts latencies at a constant relative precision of 0.1 %, from 1 µs to 35 minutes, whatever comes. Mean and maximum are exact. */
export class Histogram {
  readonly #counts = new Map<number, number>();
  #sum = 0;
  #max = 0;
  count = 0;

  /** @param milliseconds below 0 counts as 0: the clock is one, but its readings are rounded */
  record(milliseconds: number): void {
    const bucket = bucketOf(Math.min(Math.max(0, Math.round(milliseconds * 1_000)), longest));
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1);
    this.#sum += milliseconds;
    this.#max = Math.max(this.#max, milliseconds);
    this.count += 1;
  }

  /** Milliseconds; NaN if nothing was recorded. */
  get mean(): number {
    return this.#sum / this.count;
  }

  get max(): number {
    return this.#max;
  }

  /** [milliseconds, how many], ascending. None above the maximum, which is exact: the middle of its bucket may be larger. */
  get buckets(): [number, number][] {
    return [...this.#counts].sort(([one], [other]) => one - other).map(([bucket, count]) => [Math.min(middleOf(bucket) / 1_000, this.#max), count]);
  }
}

/**
 * The value that `share` of all values do not exceed.
 * @param buckets as `Histogram.buckets`, ascending @param share from 0 to 1 @returns NaN if there is none
 */
export function quantile(buckets: readonly (readonly [number, number])[], share: number): number {
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [value, count] of buckets) {
    seen += count;
    if (seen >= share * total) return value;
  }
  return Number.NaN;
}
