import type { MetricName } from './metrics.ts';
import type { Round, Row } from './result.ts';

/** Latency columns, in this order: each but the mean is at least as large as the one before. */
export const latencyMetrics = ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const satisfies readonly MetricName[];

const latencies: ReadonlySet<MetricName> = new Set(latencyMetrics);

/**
 * Rounds that have this metric. A round with few deliveries has no p99. Then p99 and p95 of a row would be medians of different rounds, and p95 might
 * be the larger.
 */
const roundsWith = (rounds: readonly Round[], name: MetricName): readonly Round[] => {
  const own = rounds.filter(({ metrics }) => metrics[name] !== undefined);
  if (own.length === 0 || own.length === rounds.length || !latencies.has(name)) return own;
  const timed = rounds.filter(({ metrics }) => latencyMetrics.some((one) => metrics[one] !== undefined));
  return own.length === timed.length ? own : [];
};

/** @returns the values of a row's rounds; none for a latency that some round lacks, so that all latencies of a row come from the same rounds */
export const valuesOf = ({ rounds }: Pick<Row, 'rounds'>, name: MetricName): readonly number[] =>
  roundsWith(rounds, name).flatMap(({ metrics }) => metrics[name] ?? []);

/** @returns the model's values for the same rounds */
export const predictedOf = ({ rounds }: Pick<Row, 'rounds'>, name: MetricName): readonly number[] =>
  roundsWith(rounds, name).flatMap(({ predicted }) => predicted?.[name] ?? []);

/** @returns whether its numbers are counted, not timed; counted ones keep every digit */
export const isCounted = (name: MetricName): boolean => !latencies.has(name);

/**
 * The values of several rows in the rounds that all of them have: so that they can be compared as pairs. A row without any such value is left out.
 * @returns in the order of the rows, each in the order of the rounds
 */
export function alignedValues<One extends Pick<Row, 'rounds'>>(
  rows: readonly One[],
  name: MetricName,
): { readonly row: One; readonly values: readonly number[] }[] {
  const measured = rows.filter((row) => valuesOf(row, name).length > 0);
  const shared = (index: number) =>
    measured.every(({ rounds }) => rounds.some((round) => round.index === index && round.metrics[name] !== undefined));
  return measured.map((row) => ({
    row,
    values: row.rounds.filter(({ index }) => shared(index)).flatMap(({ metrics }) => metrics[name] ?? []),
  }));
}
