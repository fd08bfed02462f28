import { type Cell, type CellTable, none, numbers, text, words } from '../report/cells.ts';
import { wrap } from '../report/columns.ts';
import { digits, excess, percent, spread } from '../report/format.ts';
import { markdownTable as drawn } from '../report/markdown-table.ts';
import { coverageText } from '../report/sentences.ts';
import { textTable } from '../report/text-table.ts';
import { type Contestant, type Decision, decide, type Interval, median, medianInterval } from '../statistics/index.ts';
import type { Reading, Table } from './reading.ts';
import type { Settings } from './settings.ts';

/** One arm of a table, over all rounds. */
interface Row {
  readonly arm: string;
  /** The measurements of every round, by column. */
  readonly values: Readonly<Record<string, readonly number[]>>;
  /** Ratio to the floor of the same round; absent if there is no floor. */
  readonly ratio?: Interval;
  /** Compared with the floor; absent for the floor itself, and where there is too little data. */
  readonly verdict?: 'better' | 'worse' | 'no difference shown';
}

export interface FilledTable extends Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly decision: Decision;
  readonly settings: Settings;
}

type Rounds = readonly (readonly Reading[])[];

const valueIn = (readings: readonly Reading[], arm: string | undefined, column: string): number =>
  readings.find((reading) => reading.arm === arm)?.values[column] ?? Number.NaN;

/**
 * @param order of the arms; never by rank, because most ranks would be chance @param error probability that any pair of equal arms is called
 * different
 */
export function fillTable(table: Table, all: Rounds, settings: Settings, order: readonly string[], error: number): FilledTable {
  const rounds = all.map((readings) => readings.filter((reading) => reading.table === table.name));
  const readings = rounds.flat();
  const columns = [...new Set(readings.flatMap(({ values }) => Object.keys(values)))];
  const place = (arm: string) => (order.includes(arm) ? order.indexOf(arm) : order.length);
  const arms = [...new Set(readings.map(({ arm }) => arm))].sort((one, other) => place(one) - place(other) || one.localeCompare(other));
  const decision = decide(contestantsOf(table, rounds, arms), error);
  const rows = arms.map((arm): Row => {
    const values = Object.fromEntries(columns.map((column) => [column, rounds.map((one) => valueIn(one, arm, column)).filter(Number.isFinite)]));
    const ratios = rounds.map((one) => valueIn(one, arm, table.ratioOf) / valueIn(one, table.floor, table.ratioOf)).filter(Number.isFinite);
    const verdict = verdictOf(table, decision, arm);
    return { arm, values, ...(ratios.length > 0 && { ratio: medianInterval(ratios) }), ...(verdict && { verdict }) };
  });
  return { ...table, columns, rows, decision, settings };
}

/** Only the rounds that all arms have, because rounds are compared in pairs. */
function contestantsOf({ floor, twin, ratioOf }: Table, rounds: Rounds, arms: readonly string[]): Contestant[] {
  if (floor === undefined) return [];
  const whole = rounds.filter((readings) => arms.every((arm) => valueIn(readings, arm, ratioOf) > 0));
  return arms.map((arm) => ({
    label: arm,
    values: whole.map((readings) => valueIn(readings, arm, ratioOf)),
    ...(arm === twin && { twinOf: floor }),
  }));
}

function verdictOf({ floor, better }: Table, { verdicts }: Decision, arm: string): Row['verdict'] {
  const found = verdicts.find(({ first, second }) => (first === arm && second === floor) || (first === floor && second === arm));
  if (!found) return undefined;
  if (!found.different) return 'no difference shown';
  const more = found.first === arm ? found.ratio > 1 : found.ratio < 1;
  return more === (better === 'more') ? 'better' : 'worse';
}

/** A difference that was below 0 in some round cannot be told from 0. Then the cell shows only its maximum. */
function cellText(values: readonly number[]): string {
  if (!values.some((value) => value < 0)) return digits(median(values));
  const most = Math.max(...values);
  return most > 0 ? `at most ${digits(most)}` : 'none seen';
}

/** The same kind of cells as in the report. */
const cellTable = (table: FilledTable): CellTable => {
  const { columns, rows, floor, better } = table;
  const against = ({ arm, ratio, verdict }: Row): Cell[] => [
    ratio ? { value: digits(ratio.value), spread: spread(ratio) } : none,
    text(arm === floor ? 'the floor' : (verdict ?? '–')),
  ];
  return {
    caption: `${table.about}. ${table.conditions(table.settings)}.`,
    heads: [
      words('arm'),
      ...(floor === undefined ? [] : [numbers('× floor [range]', `${better} is better`), words('against the floor')]),
      ...columns.map((column) => numbers(column)),
    ],
    rows: rows.map((row) => [
      text(row.arm),
      ...(floor === undefined ? [] : against(row)),
      ...columns.map((column) => text(cellText(row.values[column] ?? []))),
    ]),
    notes: [noiseText(table)].filter(Boolean),
  };
};

/** The difference of two identical arms, and the smallest difference that would have been found. */
function noiseText({ floor, decision: { twins, detectable, verdicts } }: FilledTable): string {
  if (floor === undefined) return '';
  if (verdicts.length === 0) return 'Too few rounds to tell any arm from the floor.';
  const told = twins === undefined ? 'There was no second floor here' : `Two identical floors differed by ${percent(twins)}`;
  return `${told}; a difference below ${excess(detectable)} might not have been found.`;
}

/** How often the range of a table's rounds holds the true median. */
export const rangeText = ({ rounds }: Settings): string => coverageText([rounds]) || 'no such runs, with a single round';

/** Width of the terminal, in characters. */
const width = 120;

export function formatTable(filled: FilledTable): string {
  const table = cellTable(filled);
  const notes = (table.notes ?? []).flatMap((note) => wrap(note, width));
  return `${[...wrap(`${filled.name}: ${table.caption}`, width), '', ...textTable(table, width), ...notes].join('\n')}\n`;
}

export function markdownTable(filled: FilledTable): string {
  const table = cellTable(filled);
  return `${[`## ${filled.name}`, table.caption, drawn(table), ...(table.notes ?? [])].join('\n\n')}\n`;
}
