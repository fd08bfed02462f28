import { familyError } from '../../report/summary.ts';
import type { MetricName } from '../../result/metrics.ts';
import { type Result, type Row, rowLabel } from '../../result/result.ts';
import { alignedValues } from '../../result/row-values.ts';
import { type Contestant, decide } from '../../statistics/index.ts';

/** The metrics by which identical servers are compared: bytes, latency and processor time. */
export const judged = ['bytes', 'p50', 'cpuPerNotification', 'frontCpu'] as const satisfies readonly MetricName[];

/** A row and its identical twin, by one metric of one run. */
export interface TwinVerdict {
  readonly metric: MetricName;
  /** The name of the row, as tables show it. */
  readonly row: string;
  /** The ratio of the twin to the row, and the ratio that chance alone stays below. */
  readonly ratio: number;
  readonly critical: number;
  readonly different: boolean;
}

const isTwinOf = (twin: Row, row: Row): boolean => twin.twin === true && !row.twin && twin.arm === row.arm && twin.variant === row.variant;

/** All rows of one way under the same conditions are one family, as in a table of the report. */
const familyOf = ({ conditions: { rtt, rate }, variant }: Row): string => JSON.stringify([variant?.split(' · ')[0], rtt, rate]);

function judgeFamily(rows: readonly Row[], metric: MetricName, error: number): TwinVerdict[] {
  const contestants = alignedValues(rows, metric).map(({ row, values }): Contestant => {
    const original = rows.find((other) => isTwinOf(row, other));
    return { label: rowLabel(row), values, ...(original && { twinOf: rowLabel(original) }) };
  });
  if (contestants.length < 2) return [];
  const twinOf = new Map(contestants.map(({ label, twinOf: original }) => [label, original]));
  return decide(contestants, error).verdicts.flatMap(({ first, second, ratio, critical, different }): TwinVerdict[] => {
    // Rows come in the order in which they were measured: either of the two may be the first.
    if (twinOf.get(first) === second) return [{ metric, row: second, ratio, critical, different }];
    return twinOf.get(second) === first ? [{ metric, row: first, ratio: 1 / ratio, critical, different }] : [];
  });
}

/**
 * Tests every identical pair of a run's measure `via` by the rule of the report, with its error for the whole run. Only rows with a twin are
 * returned.
 */
export function judgeTwins({ measures }: Pick<Result, 'measures'>): readonly TwinVerdict[] {
  const rows = measures.filter(({ name }) => name === 'via').flatMap((measure) => measure.rows);
  const families = [...new Set(rows.map(familyOf))].map((family) => rows.filter((row) => familyOf(row) === family));
  const compared = families.filter((family) => family.some(({ twin }) => twin));
  const error = familyError / Math.max(1, compared.length * judged.length);
  return compared.flatMap((family) => judged.flatMap((metric) => judgeFamily(family, metric, error)));
}
