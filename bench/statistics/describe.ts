import { studentQuantile } from './student.ts';

/** A value with the interval that was estimated around it. All in the unit of what was estimated. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Share of repetitions in which an interval holds the true value, if there are enough rounds. */
export const confidence = 0.95;

/** A typed array sorts as numbers, and faster. */
const inOrder = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();

/**
 * The value below which `share` of the values lie, with linear interpolation between neighbours (Hyndman and Fan 1996, type 7).
 * @param share from 0 to 1
 * @returns NaN if there is no value
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = inOrder(values);
  const place = (sorted.length - 1) * Math.min(Math.max(share, 0), 1);
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) return Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** @returns the middle value, NaN if there is none */
export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** @returns the arithmetic mean, NaN if there is no value */
export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The spread of single values around their mean (n − 1 in the denominator). @returns 0 for fewer than two values */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/**
 * How many of the `rounds` values may lie outside the interval on each side, besides the outermost, and how often the interval then holds the true
 * median.
 */
function medianRank(rounds: number): { readonly left: number; readonly coverage: number } {
  let [share, tail] = [0.5 ** rounds, 0.5 ** rounds];
  let left = 0;
  for (;;) {
    share *= (rounds - left) / (left + 1);
    if (1 - 2 * (tail + share) < confidence || left + 1 >= rounds / 2) return { left, coverage: Math.max(0, 1 - 2 * tail) };
    tail += share;
    left += 1;
  }
}

/**
 * How often `medianInterval` holds the true median of independent rounds, whatever their distribution: 75 % with three of them, 94 % with five, at least 95 % from six on.
 * @param rounds 1 or more @returns a share; 0 for a single round
 */
export const medianCoverage = (rounds: number): number => medianRank(rounds).coverage;

/**
 * The median of the rounds, and the order statistics around it that hold the true one in at least 95 % of all repetitions (the sign test turned
 * round: David and Nagaraja 2003, section 7.1). With fewer than six rounds no interval reaches that: it then spans from the smallest to the largest,
 * and covers less. @see medianCoverage
 */
export function medianInterval(values: readonly number[]): Interval {
  const sorted = inOrder(values);
  const { left } = medianRank(sorted.length);
  return { value: median(values), low: sorted[left] ?? Number.NaN, high: sorted[sorted.length - 1 - left] ?? Number.NaN };
}

/** What two arms measured in the same round, both above 0. */
export type Pair = readonly [value: number, reference: number];

/**
 * The ratio of a value to the reference: the geometric mean of the rounds' ratios, with its interval (95 %, Student's t on logarithms). A disturbance
 * of a whole round is in both of a pair and cancels. Two rounds give a wide interval, a single round the ratio alone.
 */
export function pairedRatio(pairs: readonly Pair[]): Interval {
  const logs = pairs.map(([value, reference]) => Math.log(value / reference));
  const reach = logs.length < 2 ? 0 : (studentQuantile((1 + confidence) / 2, logs.length - 1) * deviation(logs)) / Math.sqrt(logs.length);
  return { value: Math.exp(mean(logs)), low: Math.exp(mean(logs) - reach), high: Math.exp(mean(logs) + reach) };
}
