/** Tables as cells: made once from a result, and drawn by `text-table.ts`, `markdown-table.ts` and `html/cell-table.tsx`. What a table says is decided here; they decide where it stands. */
import { type MetricName, metrics } from '../result/metrics.ts';
import type { ArmName } from '../result/result.ts';
import type { Interval } from '../statistics/index.ts';
import { cellSpread, cellText, digits, spread, times } from './format.ts';
import type { Cell as Measured } from './table.ts';

export interface Cell {
  readonly value: string;
  /** The interval behind the value, in brackets. */
  readonly spread?: string;
  /** Belongs to the value in every form: a condition of this row, or a unit of this cell. */
  readonly note?: string;
  /** For forms that have room: what the model says, how many were counted. */
  readonly detail?: string;
  /** `best`: no other beats it. `wrong`: it should not be so. */
  readonly mark?: 'best' | 'wrong';
  /** Whose shape stands in front. */
  readonly arm?: ArmName;
}

export interface Head {
  readonly title: string;
  readonly unit?: string;
  /** Words stand left, numbers right or on their decimal point. */
  readonly align: 'left' | 'right';
  /** A terminal shows it without intervals, or not at all. */
  readonly terminal?: 'values' | 'none';
}

export interface CellTable {
  /** Conditions, and which way is better. */
  readonly caption: string;
  readonly heads: readonly Head[];
  readonly rows: readonly (readonly Cell[])[];
  /** Sentences below it. */
  readonly notes?: readonly string[];
}

export const none: Cell = { value: '–' };
export const text = (value: string): Cell => ({ value });
export const words = (title: string, unit?: string): Head => ({ title, align: 'left', ...(unit && { unit }) });
export const numbers = (title: string, unit?: string): Head => ({ title, align: 'right', ...(unit && { unit }) });
export const metricHead = (name: MetricName): Head => numbers(metrics[name].label, metrics[name].unit);

/** How many times something is, with its interval. */
export const ratioCell = (ratio: Interval | undefined, isReference = false): Cell =>
  ratio ? { value: times(ratio.value), spread: spread(ratio) } : isReference ? { value: '1 ×' } : none;

export const intervalCell = (interval: Interval): Cell => ({ value: digits(interval.value), spread: spread(interval) });

/** The median of the rounds, its interval, and what the model says. */
export function measuredCell(measured: Measured | undefined, best = false): Cell {
  if (!measured) return none;
  return {
    value: cellText(measured),
    spread: cellSpread(measured),
    ...(best && { mark: 'best' }),
    ...(measured.predicted !== undefined && { detail: `model ${digits(measured.predicted)}` }),
  };
}

/** Columns in groups that have room beside each other: each begins with the first column, and the first group ends with the last. @param most columns of a group, the first included */
export function inParts(table: CellTable, most: number): readonly CellTable[] {
  const count = table.heads.length;
  const pick = (columns: readonly number[], caption: string): CellTable => ({
    ...table,
    caption,
    heads: columns.flatMap((column) => table.heads[column] ?? []),
    rows: table.rows.map((row) => columns.flatMap((column) => row[column] ?? [])),
  });
  if (count <= most) return [table];
  const middle = Array.from({ length: count - 2 }, (_, index) => index + 1);
  const parts = [pick([0, ...middle.slice(0, most - 2), count - 1], table.caption)];
  for (let from = most - 2; from < middle.length; from += most - 1)
    parts.push(pick([0, ...middle.slice(from, from + most - 1)], `${table.caption}, continued`));
  return parts;
}
