/** The largest latency with a bucket of its own, in microseconds: 35 minutes. */
const longest = 2 ** 31 - 1;

/** How many values lie in one bucket, and the milliseconds in its middle. */
export type Bucket = readonly [milliseconds: number, count: number];

/**
 * Counts latencies at a constant relative precision, from 1 µs to 35 minutes (the layout of HdrHistogram). Mean and maximum are exact. Microseconds
 * up to twice `perOctave` have a bucket each; above, a bucket doubles its width with every power of two.
 */
export class Histogram {
  readonly #perOctave: number;
  readonly #counts = new Map<number, number>();
  #sum = 0;
  #max = 0;
  count = 0;

  /** @param perOctave buckets from a value to its double, a power of two: a value is known to half of its reciprocal. @default 1_024, which is 0.05 % */
  constructor(perOctave = 1_024) {
    this.#perOctave = perOctave;
  }

  /** @param milliseconds below 0 counts as 0 in the buckets: clocks agree only approximately, and readings are rounded */
  record(milliseconds: number): void {
    const bucket = this.#bucketOf(Math.min(Math.max(0, Math.round(milliseconds * 1_000)), longest));
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1);
    this.#sum += milliseconds;
    this.#max = Math.max(this.#max, milliseconds);
    this.count += 1;
  }

  reset(): void {
    this.#counts.clear();
    this.#sum = 0;
    this.#max = 0;
    this.count = 0;
  }

  /** Milliseconds; NaN if nothing was recorded. */
  get mean(): number {
    return this.#sum / this.count;
  }

  get max(): number {
    return this.#max;
  }

  /** Buckets that are not empty, ascending. None lies above the exact maximum, although the middle of its bucket may be larger. */
  get buckets(): Bucket[] {
    return [...this.#counts].sort(([one], [other]) => one - other).map(([bucket, count]) => [Math.min(this.#middleOf(bucket), this.#max), count]);
  }

  /** @param value microseconds */
  #bucketOf(value: number): number {
    const each = this.#perOctave;
    if (value < 2 * each) return value;
    const shift = Math.clz32(each) - Math.clz32(value);
    return shift * each + (value >>> shift);
  }

  /** The middle of a bucket, in milliseconds. */
  #middleOf(bucket: number): number {
    const each = this.#perOctave;
    if (bucket < 2 * each) return bucket / 1_000;
    const width = 2 ** (Math.floor(bucket / each) - 1);
    return ((each + (bucket % each)) * width + (width - 1) / 2) / 1_000;
  }
}

/** The value of a rank, counted from 1; NaN beyond the last. @param buckets ascending */
export function valueOfRank(buckets: readonly Bucket[], rank: number): number {
  let seen = 0;
  for (const [value, count] of buckets) {
    seen += count;
    if (seen >= rank) return value;
  }
  return Number.NaN;
}

/** The value that `share` of all values do not exceed. @param buckets ascending @param share from 0 to 1 @returns NaN if there is none */
export const quantile = (buckets: readonly Bucket[], share: number): number =>
  valueOfRank(buckets, share * buckets.reduce((total, [, count]) => total + count, 0));
