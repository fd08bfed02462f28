import { type MetricName, metrics } from '../result/metrics.ts';
import { digits, shareText } from './format.ts';
import type { Section, Table } from './summary.ts';

/** Theory and measurement of one thing. */
export interface Agreement {
  /** Such as `polling p95`. */
  readonly what: string;
  /** The conditions in words. */
  readonly where: string;
  readonly measured: number;
  readonly model: number;
  readonly unit: string;
  /** Share of the model's value, with its sign; `undefined` where the model says "at once", which nothing real can be. */
  readonly apart: number | undefined;
  /** Share that it may be apart. */
  readonly bar: number;
}

/** How far what is measured may be from what theory says: bytes are counted, and not one may be left over; quantiles of polling are those of its clock, means hold whatever the machine was busy with. */
const bars = { bytes: 0, quantile: 0.05, mean: 0.1 } as const;

/** What adding and dividing may leave of counts that are equal: less than a byte in a gigabyte. */
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

/** @returns the verdict, in a word */
export const verdictOf = ({ apart, bar }: Agreement): 'agrees' | 'misses' | '–' =>
  apart === undefined ? '–' : Math.abs(apart) <= bar ? 'agrees' : 'misses';

const shareApart = (measured: number, model: number): number =>
  Math.abs(measured - model) <= rounding * Math.max(Math.abs(model), rounding) ? 0 : (measured - model) / Math.abs(model);

/** Every byte cell of a table in every round, beside the model of that very round. */
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

/** One line for a table: the cell that is furthest from the model. */
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
        // Quantiles of the others are a constant and the machine's noise.
        if (!interval || model === undefined || (name !== 'mean' && row.arm !== 'polling')) return [];
        const apart = model > 0 ? shareApart(interval.value, model) : undefined;
        const bar = name === 'mean' ? bars.mean : bars.quantile;
        return [{ what: `${row.label} ${name}`, where: table.caption, measured: interval.value, model, unit: metrics[name].unit, apart, bar }];
      }),
    );
}

/** Theory beside measurement: quantiles and means of latency, and of each table with bytes the worst cell. */
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
