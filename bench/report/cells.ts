/**
 * Tables as cells: made once from a result, and drawn by `text-table.ts`, `markdown-table.ts` and `html/cell-table.tsx`. The contents are decided
 * here, the layout there.
 */
import { type MetricName, metrics } from '../result/metrics.ts';
import type { ArmName } from '../result/result.ts';
import type { Interval } from '../statistics/index.ts';
import { cellSpread, cellText, digits, spread, times } from './format.ts';
import type { Cell as Measured } from './table.ts';

export interface Cell {
  readonly value: string;
  /** The interval, in brackets behind the value. */
  readonly spread?: string;
  /** Shown with the value in every format: a condition of this row, or a unit of this cell. */
  readonly note?: string;
  /** Shown where there is room: the model's value, or a count. */
  readonly detail?: string;
  /** `best`: no other value beats it. `wrong`: an error. */
  readonly mark?: 'best' | 'wrong';
  /** The arm whose shape is drawn in front. */
  readonly arm?: ArmName;
}

export interface Head {
  readonly title: string;
  readonly unit?: string;
  /** Words are aligned left, numbers right or on their decimal point. */
  readonly align: 'left' | 'right';
  /** A terminal shows the column without intervals, or not at all. */
  readonly terminal?: 'values' | 'none';
}

export interface CellTable {
  /** Conditions, and in which direction a value is better. */
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

/** A ratio with its interval. */
export const ratioCell = (ratio: Interval | undefined, isReference = false): Cell =>
  ratio ? { value: times(ratio.value), spread: spread(ratio) } : isReference ? { value: '1 ×' } : none;

export const intervalCell = (interval: Interval): Cell => ({ value: digits(interval.value), spread: spread(interval) });

/** The median of the rounds, its interval, and the model's value. */
export function measuredCell(measured: Measured | undefined, best = false): Cell {
  if (!measured) return none;
  return {
    value: cellText(measured),
    spread: cellSpread(measured),
    ...(best && { mark: 'best' }),
    ...(measured.predicted !== undefined && { detail: `model ${digits(measured.predicted)}` }),
  };
}

/**
 * Splits columns into groups that fit side by side. Each begins with the first column; the first group ends with the last. @param most columns of a
 * group, the first included
 */
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
