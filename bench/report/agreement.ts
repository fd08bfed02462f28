import { type MetricName, metrics } from '../result/metrics.ts';
import { digits, shareText } from './format.ts';
import type { Section, Table } from './summary.ts';

/** One value, by theory and by measurement. */
export interface Agreement {
  /** Such as `polling p95`. */
  readonly what: string;
  /** The conditions in words. */
  readonly where: string;
  readonly measured: number;
  readonly model: number;
  readonly unit: string;
  /** Difference as a share of the model's value, with its sign; `undefined` where the model says 0, which no real system reaches. */
  readonly apart: number | undefined;
  /** The largest share allowed. */
  readonly bar: number;
}

/**
 * How far a measured value may be from theory. Bytes are counted, so none may be left over. Quantiles of polling depend on its clock only. Means hold
 * on a busy machine too.
 */
const bars = { bytes: 0, quantile: 0.05, mean: 0.1 } as const;

/** Rounding error of sums and divisions of equal counts: less than a byte in a gigabyte. */
const rounding = 1e-9;

const byteMetrics = [
  'bytes',
  'bytesUp',
  'bytesDown',
  'headers',
  'framing',
  'payload',
  'idleUp',
  'idleDown',
  'handshakeUp',
  'handshakeDown',
  'tlsBytes',
  'http2Bytes',
  'emptyPoll',
] as const satisfies readonly MetricName[];

/** @returns the verdict in one word */
export const verdictOf = ({ apart, bar }: Agreement): 'agrees' | 'misses' | '–' =>
  apart === undefined ? '–' : Math.abs(apart) <= bar ? 'agrees' : 'misses';

const shareApart = (measured: number, model: number): number =>
  Math.abs(measured - model) <= rounding * Math.max(Math.abs(model), rounding) ? 0 : (measured - model) / Math.abs(model);

/** Every byte cell of a table in every round, beside the model of the same round. */
const byteCells = (table: Table): Agreement[] =>
  table.rows.flatMap((row) =>
    row.source.rounds.flatMap(({ metrics: measured, predicted = {} }) =>
      byteMetrics.flatMap((name): Agreement[] => {
        const [value, model] = [measured[name], predicted[name]];
        if (value === undefined || model === undefined) return [];
        const { label, unit } = metrics[name];
        const apart = shareApart(value, model);
        return [{ what: `${row.label} ${label}`, where: table.caption, measured: value, model, unit, apart, bar: bars.bytes }];
      }),
    ),
  );

/** One line per table: the cell that is furthest from the model. */
function worstBytes(table: Table): Agreement[] {
  const cells = byteCells(table);
  const [worst] = [...cells].sort((one, other) => Math.abs(other.apart ?? 0) - Math.abs(one.apart ?? 0));
  return worst ? [{ ...worst, what: `worst of ${cells.length}: ${worst.what}` }] : [];
}

function latencyCells(table: Table): Agreement[] {
  return table.rows
    .filter(({ arm, twin }) => arm !== 'tcp' && !twin)
    .flatMap((row) =>
      (['p50', 'p95', 'p99', 'mean'] as const).flatMap((name): Agreement[] => {
        const { interval, predicted: model } = row.cells[name] ?? {};
        // Quantiles of the other arms are a constant plus the machine's noise, so they are not compared.
        if (!interval || model === undefined || (name !== 'mean' && row.arm !== 'polling')) return [];
        const apart = model > 0 ? shareApart(interval.value, model) : undefined;
        const bar = name === 'mean' ? bars.mean : bars.quantile;
        return [{ what: `${row.label} ${name}`, where: table.caption, measured: interval.value, model, unit: metrics[name].unit, apart, bar }];
      }),
    );
}

/** Theory beside measurement: quantiles and means of latency, and for each table with bytes the worst cell. */
export const agreements = (sections: readonly Section[]): Agreement[] =>
  sections.flatMap(({ name, tables }) =>
    tables.flatMap((table) => (name === 'latency' ? latencyCells(table) : table.slopes ? [] : worstBytes(table))),
  );

/** Byte cells that the model does not explain, in sentences. */
export const unexplainedBytes = (sections: readonly Section[]): string[] =>
  sections.flatMap(({ info, tables }) =>
    tables
      .filter(({ slopes }) => !slopes)
      .flatMap((table) => byteCells(table))
      .filter((cell) => verdictOf(cell) === 'misses')
      .map(
        ({ what, where, measured, model, unit, apart = 0 }) =>
          `${info.title}, ${what} (${where}): ${measured.toFixed(1)} measured, ${model.toFixed(1)} ${unit} by the model: ${digits(Math.abs(measured - model))} ${measured > model ? 'more' : 'less'}, ${shareText(apart)}.`,
      ),
  );
