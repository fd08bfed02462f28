import { RefusedValue } from '../../server/lab/command-line/usage-error.ts';
import { keysOf } from '../result/keys.ts';
import { type MeasureName, measureNames } from '../result/measures.ts';
import { type MetricName, metricNames, metrics } from '../result/metrics.ts';
import { type ArmName, armNames, type Result, rowLabel } from '../result/result.ts';
import { valuesOf } from '../result/row-values.ts';
import { median } from '../statistics/index.ts';
import { withUnit } from './sentences.ts';

const operators = {
  '<': (value: number, limit: number) => value < limit,
  '<=': (value: number, limit: number) => value <= limit,
  '>': (value: number, limit: number) => value > limit,
  '>=': (value: number, limit: number) => value >= limit,
} as const;

/** `[measure:]arm.metric<limit`, in the unit of the metric. The condition has to hold. */
export interface Threshold {
  readonly text: string;
  /** Without it, every measure that has the metric counts. */
  readonly measure?: MeasureName;
  readonly arm: ArmName;
  readonly metric: MetricName;
  readonly operator: keyof typeof operators;
  readonly limit: number;
}

/** A threshold applied to a result. */
export interface ThresholdOutcome {
  readonly threshold: Threshold;
  readonly held: boolean;
  /** One sentence: the condition, the value, and where it was measured. */
  readonly sentence: string;
}

function pick<Name extends string>(what: string, names: readonly Name[], given: string): Name {
  const found = names.find((name) => name === given);
  if (!found) throw new RefusedValue(given, `[measure:]arm.metric<number with ${what} as one of ${names.join(', ')}`);
  return found;
}

/**
 * Reads an expression such as `sse.p95<50` or `bytes:polling.bytes<=900`. Names of metrics are those of the result's schema.
 * @throws RefusedValue
 */
export function parseThreshold(text: string): Threshold {
  const parts = /^(?:([a-z-]+):)?([a-z-]+)\.([A-Za-z0-9]+)\s*(<=|>=|<|>)\s*(\d+(?:\.\d+)?)$/.exec(text.trim());
  if (!parts) throw new RefusedValue(text, '[measure:]arm.metric<number, such as sse.p95<50');
  const [, measure, arm = '', metric = '', operator = '', limit = ''] = parts;
  return {
    text: text.trim(),
    ...(measure && { measure: pick('the measure', measureNames, measure) }),
    arm: pick('the arm', armNames, arm),
    metric: pick('the metric', metricNames, metric),
    operator: pick('the operator', keysOf(operators), operator),
    limit: Number(limit),
  };
}

/** Judges the threshold by the worst median of all rows that it names. If it names no row, it fails, so that a typing error does not pass. */
export function judgeThreshold(threshold: Threshold, { measures }: Result): ThresholdOutcome {
  const { text, measure, arm, metric, operator, limit } = threshold;
  const values = measures
    .filter(({ name }) => measure === undefined || name === measure)
    .flatMap(({ name, rows }) =>
      rows
        .filter((row) => row.arm === arm && !row.twin)
        .map((row) => ({
          value: median(valuesOf(row, metric)),
          place: `${name}, ${rowLabel(row)}, RTT ${row.conditions.rtt} ms`,
        })),
    )
    .filter(({ value }) => Number.isFinite(value));
  const sign = operator.startsWith('<') ? -1 : 1;
  const [worst] = values.sort((one, other) => sign * (one.value - other.value));
  if (!worst) return { threshold, held: false, sentence: `${text}: no row has this metric in every round.` };
  const held = operators[operator](worst.value, limit);
  return { threshold, held, sentence: `${text}: ${held ? 'held' : 'crossed'} with ${withUnit(worst.value, metrics[metric].unit)} (${worst.place}).` };
}
