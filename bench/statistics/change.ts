import { confidence, type Interval, mean } from './describe.ts';
import { studentQuantile } from './student.ts';

/** Squared deviations from each group's mean, on logarithms, and their degrees of freedom. */
function scatter(groups: readonly (readonly number[])[]): { spread: number; freedom: number } {
  let [squares, freedom] = [0, 0];
  for (const values of groups) {
    const logs = values.map(Math.log);
    const centre = mean(logs);
    squares += logs.reduce((sum, value) => sum + (value - centre) ** 2, 0);
    freedom += Math.max(0, logs.length - 1);
  }
  return { spread: freedom > 0 ? Math.sqrt(squares / freedom) : Number.POSITIVE_INFINITY, freedom };
}

/**
 * The ratio from which on a row of a later run is called changed: a t test with the spread of all rows of both tables around their own means, because
 * three rounds of one row say next to nothing about their spread; or with the row's own spread if that is larger.
 * @param before rounds of the row in the earlier run, all above 0 @param after the same of the later one
 * @param others rounds of every row of both tables, these two among them
 * @param error probability that an unchanged row is called changed
 * @returns a ratio of 1 or more; without end if no two rounds are there to tell a spread from
 */
export function criticalChange(before: readonly number[], after: readonly number[], others: readonly (readonly number[])[], error: number): number {
  const usable = others.filter((values) => values.every((value) => value > 0));
  const { spread, freedom } = scatter(usable);
  if (freedom < 2) return Number.POSITIVE_INFINITY;
  const widest = Math.max(spread, scatter([before, after]).freedom > 1 ? scatter([before, after]).spread : 0);
  return Math.exp(studentQuantile(1 - error / 2, freedom) * widest * Math.sqrt(1 / before.length + 1 / after.length));
}

/**
 * The same if the rounds of both were measured in pairs, one right after the other: a disturbance of a whole pair cancels, and the spread is that of
 * the ratios.
 * @param ratios of the row, later to earlier, one a pair, all above 0 @param others ratios of every row of the table, these among them
 * @param error probability that an unchanged row is called changed
 * @returns a ratio of 1 or more; without end if no two pairs are there to tell a spread from
 */
export function criticalPairedChange(ratios: readonly number[], others: readonly (readonly number[])[], error: number): number {
  const { spread, freedom } = scatter(others.filter((values) => values.every((value) => value > 0)));
  if (freedom < 2) return Number.POSITIVE_INFINITY;
  const own = scatter([ratios]);
  const widest = Math.max(spread, own.freedom > 1 ? own.spread : 0);
  return Math.exp((studentQuantile(1 - error / 2, freedom) * widest) / Math.sqrt(ratios.length));
}

/**
 * The ratio of a later run to an earlier one, by geometric means, and its interval (95 %, Student's t on logarithms, both runs with the spread that
 * they share). Rounds of two runs are no pairs. Without a second round in either it is the ratio alone.
 */
export function changeInterval(before: readonly number[], after: readonly number[]): Interval {
  const change = mean(after.map(Math.log)) - mean(before.map(Math.log));
  const { spread, freedom } = scatter([before, after]);
  const reach = freedom > 0 ? studentQuantile((1 + confidence) / 2, freedom) * spread * Math.sqrt(1 / before.length + 1 / after.length) : 0;
  return { value: Math.exp(change), low: Math.exp(change - reach), high: Math.exp(change + reach) };
}
