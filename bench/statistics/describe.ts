import type { Random } from '../random.ts';

/** A value with the interval that holds the true one in `level` of all repetitions. All in the unit of what was estimated. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Share of repetitions in which an interval holds the true value. */
const confidence = 0.95;

/** A typed array sorts numbers as numbers, and faster. */
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
 * Percentile bootstrap (Efron 1979): draws as many values as there are, with replacement, and takes the middle 95 % of what `statistic` says of
 * the draws. With n rounds it can say no more than the smallest and the largest of them: three rounds give an interval from minimum to maximum.
 * @param draws number of repetitions
 */
export function bootstrapInterval<Item>(
  items: readonly Item[],
  statistic: (items: readonly Item[]) => number,
  random: Random,
  draws = 1_000,
): Interval {
  const value = statistic(items);
  if (items.length < 2) return { value, low: value, high: value };
  const drawn = Array.from({ length: draws }, () => statistic(items.map(() => items[Math.floor(random() * items.length)] as Item)));
  return { value, low: percentile(drawn, (1 - confidence) / 2), high: percentile(drawn, (1 + confidence) / 2) };
}

/** The median of the rounds with its bootstrap interval. */
export function medianInterval(values: readonly number[], random: Random): Interval {
  const [first = Number.NaN] = values;
  // Counts that came out alike in every round need no drawing.
  if (values.every((value) => value === first)) return { value: first, low: first, high: first };
  return bootstrapInterval(values, median, random);
}

/** What two arms measured in the same round, both above 0. */
export type Pair = readonly [value: number, reference: number];

/**
 * How many times the reference a value is: the geometric mean of the rounds' ratios, and its bootstrap interval over rounds. What slows a whole
 * round down is in both of a pair and cancels.
 */
export const pairedRatio = (pairs: readonly Pair[], random: Random): Interval =>
  bootstrapInterval(pairs, (drawn) => Math.exp(mean(drawn.map(([value, reference]) => Math.log(value / reference)))), random);
