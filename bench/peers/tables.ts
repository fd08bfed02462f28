import { excess, percent } from '../report/format.ts';
import { coverageText } from '../report/sentences.ts';
import { type Contestant, type Decision, decide, type Interval, median, medianInterval } from '../statistics/index.ts';
import type { Reading, Table } from './reading.ts';
import type { Settings } from './settings.ts';

/** One arm of a table, over all rounds. */
interface Row {
  readonly arm: string;
  /** What every round measured, by column. */
  readonly values: Readonly<Record<string, readonly number[]>>;
  /** To the floor of the same round; absent if there is no floor. */
  readonly ratio?: Interval;
  /** Against the floor; absent for the floor itself, and where too little is known to say anything. */
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

/** @param order names of arms as they are to stand: never by rank, because most ranks would be chance @param error probability that any pair of equal arms is told apart */
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

/** In the rounds that all arms have: rounds are pairs. */
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

const number = (value: number): string => {
  if (!Number.isFinite(value)) return '–';
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
};

/** A difference that came out below 0 in some round cannot be told from none: then what it was at most is all that there is to say. */
function cellText(values: readonly number[]): string {
  if (!values.some((value) => value < 0)) return number(median(values));
  const most = Math.max(...values);
  return most > 0 ? `at most ${number(most)}` : 'none seen';
}

const ratioText = ({ value, low, high }: Interval): [string, string] => [value.toFixed(3), `${low.toFixed(3)}–${high.toFixed(3)}`];

const cells = ({ columns, rows, floor, better }: FilledTable): string[][] => [
  ['arm', ...(floor === undefined ? [] : [`× floor, ${better} is better`, 'range of the rounds', 'against the floor']), ...columns],
  ...rows.map(({ arm, values, ratio, verdict }) => [
    arm,
    ...(floor === undefined ? [] : [...(ratio ? ratioText(ratio) : ['–', '–']), arm === floor ? 'the floor' : (verdict ?? '–')]),
    ...columns.map((column) => cellText(values[column] ?? [])),
  ]),
];

/** How far two identical arms were apart, and what would have been found. */
function noiseText({ floor, decision: { twins, detectable, verdicts } }: FilledTable): string {
  if (floor === undefined) return '';
  if (verdicts.length === 0) return 'Too few rounds to tell any arm from the floor.';
  const told = twins === undefined ? 'There was no second floor here' : `Two identical floors differed by ${percent(twins)}`;
  return `${told}; a difference below ${excess(detectable)} might not have been found.`;
}

const headline = (table: FilledTable): string => `${table.about}. ${table.conditions(table.settings)}.`;

/** How often the range of a table's rounds holds the true median. */
export const rangeText = ({ rounds }: Settings): string => coverageText([rounds]) || 'no such runs, with a single round';

export function formatTable(table: FilledTable): string {
  const lines = cells(table);
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const drawn = lines.map((line) =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '),
  );
  return `${[`${table.name}: ${headline(table)}`, '', ...drawn, ...[noiseText(table)].filter(Boolean)].join('\n')}\n`;
}

export function markdownTable(table: FilledTable): string {
  const [head = [], ...body] = cells(table);
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`;
  const drawn = [line(head), `|${' --- |'.repeat(head.length)}`, ...body.map(line)].join('\n');
  return `${[`## ${table.name}`, headline(table), drawn, noiseText(table)].filter(Boolean).join('\n\n')}\n`;
}
