/** Numbers of the committed run, for the page of each transport. */
import type { MeasureName } from '../../bench/result/measures.ts';
import type { MetricName } from '../../bench/result/metrics.ts';
import type { Conditions, Result } from '../../bench/result/result.ts';
import { valuesOf } from '../../bench/result/row-values.ts';
import { median } from '../../bench/statistics/index.ts';
import type { TransportName } from '../../server/stream/protocol.ts';

interface Wanted {
  readonly measure: MeasureName;
  readonly arm: TransportName;
  readonly variant?: string;
  readonly where: Partial<Conditions>;
}

/** Milliseconds between two polls; rows of another interval are left out. */
const interval = 1_000;

/** @throws Error where the run has no such number */
function numberOf({ measures }: Result, { measure, arm, variant, where }: Wanted, metric: MetricName): number {
  const wanted: Partial<Conditions> = arm === 'polling' ? { ...where, pollInterval: interval } : where;
  const row = measures
    .find(({ name }) => name === measure)
    ?.rows.find(
      (one) =>
        one.arm === arm &&
        !one.twin &&
        one.variant === variant &&
        Object.entries(wanted).every(([name, value]) => Reflect.get(one.conditions, name) === value),
    );
  const values = row ? valuesOf(row, metric) : [];
  if (values.length === 0)
    throw new Error(
      `Expected ${metric} of ${arm} in ${measure}, ${JSON.stringify(wanted)}; found none. Run the bench with --full, or change client/papers/figures.ts.`,
    );
  return median(values);
}

/** Round trips in milliseconds at which delays are told. */
const distances = [0, 100, 300] as const;

export const figuresOf = (result: Result, arm: TransportName) => ({
  delays: distances.map((rtt) => ({
    rtt,
    median: numberOf(result, { measure: 'latency', arm, where: { rtt } }, 'p50'),
    late: numberOf(result, { measure: 'latency', arm, where: { rtt } }, 'p99'),
  })),
  model: numberOf(result, { measure: 'crossover', arm, variant: 'model', where: { rate: 1 } }, 'bytes'),
  counted: numberOf(result, { measure: 'bytes', arm, where: { rate: 10 } }, 'bytes'),
  idle:
    numberOf(result, { measure: 'bytes', arm, where: { rate: 0 } }, 'idleUp') +
    numberOf(result, { measure: 'bytes', arm, where: { rate: 0 } }, 'idleDown'),
});
