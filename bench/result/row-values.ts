import type { MetricName } from './metrics.ts';
import type { Round, Row } from './result.ts';

/** What one round says of its latencies. They are read beside each other, in this order: each but the mean is at least as large as the one before. */
export const latencyMetrics = ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const satisfies readonly MetricName[];

const latencies: ReadonlySet<MetricName> = new Set(latencyMetrics);

/** Rounds that say something of it. A round with few deliveries has no p99: then p99 and p95 of a row would be medians of different rounds, and p95 might be the larger. */
const roundsWith = (rounds: readonly Round[], name: MetricName): readonly Round[] => {
  const own = rounds.filter(({ metrics }) => metrics[name] !== undefined);
  if (own.length === 0 || own.length === rounds.length || !latencies.has(name)) return own;
  const timed = rounds.filter(({ metrics }) => latencyMetrics.some((one) => metrics[one] !== undefined));
  return own.length === timed.length ? own : [];
};

/** @returns what each round of a row measured; nothing of a latency that cannot be had from every round, so that all latencies of a row are of the same rounds */
export const valuesOf = ({ rounds }: Pick<Row, 'rounds'>, name: MetricName): readonly number[] =>
  roundsWith(rounds, name).flatMap(({ metrics }) => metrics[name] ?? []);

/** @returns what the model says of the same rounds */
export const predictedOf = ({ rounds }: Pick<Row, 'rounds'>, name: MetricName): readonly number[] =>
  roundsWith(rounds, name).flatMap(({ predicted }) => predicted?.[name] ?? []);

/** @returns whether its numbers are counted, and not read off a clock: those keep every digit */
export const isCounted = (name: MetricName): boolean => !latencies.has(name);

/**
 * The values of several rows in the rounds that all of them have: what may be set against each other as pairs. A row without any such value is left out.
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
