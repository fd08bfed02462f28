import { type Cell, type CellTable, intervalCell, none, numbers, text, words } from '../report/cells.ts';
import { wrap } from '../report/columns.ts';
import { digits, excess, percent } from '../report/format.ts';
import { toldTable } from '../report/markdown-table.ts';
import { textTable } from '../report/text-table.ts';
import { type Decision, decide, median, medianInterval, verdictOn } from '../statistics/index.ts';
import type { Ratio, Table } from './measure.ts';
import type { Settings } from './options.ts';
import type { Reading } from './result.ts';

/** The same kind of table as in the report. */
export interface FilledTable extends CellTable {
  readonly name: string;
}

type Rounds = readonly (readonly Reading[])[];

const valueIn = (readings: readonly Reading[], arm: string, column: string): number =>
  readings.find((reading) => reading.arm === arm)?.values[column] ?? Number.NaN;

/**
 * @param order of the arms; never by rank, because most ranks would be chance @param error probability that any pair of equal arms is called
 * different
 */
export function fillTable(table: Table, all: Rounds, settings: Settings, order: readonly string[], error: number): FilledTable {
  const { name, about, ratio } = table;
  const rounds = all.map((readings) => readings.filter((reading) => reading.table === name));
  const readings = rounds.flat();
  const columns = [...new Set(readings.flatMap(({ values }) => Object.keys(values)))];
  const place = (arm: string) => (order.includes(arm) ? order.indexOf(arm) : order.length);
  const arms = [...new Set(readings.map(({ arm }) => arm))].sort((one, other) => place(one) - place(other) || one.localeCompare(other));
  const decision = ratio && decisionOn(ratio, rounds, arms, error);
  return {
    name,
    caption: `${about}. ${table.conditions(settings)}.`,
    heads: [
      words('arm'),
      ...(ratio ? [numbers('× floor [range]', `${ratio.better} is better`), words('against the floor')] : []),
      ...columns.map((column) => numbers(column)),
    ],
    rows: arms.map((arm) => [
      text(arm),
      ...(ratio && decision ? [ratioCell(ratio, rounds, arm), text(verdictText(ratio, decision, arm))] : []),
      ...columns.map((column) => text(cellText(rounds.map((one) => valueIn(one, arm, column)).filter(Number.isFinite)))),
    ]),
    notes: decision ? [noiseText(decision)] : [],
  };
}

/** Counts only the rounds that all arms have, because rounds are compared in pairs. */
function decisionOn({ floor, twin, of }: Ratio, rounds: Rounds, arms: readonly string[], error: number): Decision {
  const whole = rounds.filter((readings) => arms.every((arm) => valueIn(readings, arm, of) > 0));
  const contestants = arms.map((arm) => ({
    label: arm,
    values: whole.map((readings) => valueIn(readings, arm, of)),
    ...(arm === twin && { twinOf: floor }),
  }));
  return decide(contestants, error);
}

/** Of the rounds that both have, and in which the floor was above 0. */
function ratioCell({ floor, of }: Ratio, rounds: Rounds, arm: string): Cell {
  const ratios = rounds
    .filter((one) => valueIn(one, floor, of) > 0)
    .map((one) => valueIn(one, arm, of) / valueIn(one, floor, of))
    .filter(Number.isFinite);
  if (ratios.length === 0) return none;
  return ratios.some((value) => value < 0) ? text(cellText(ratios)) : intervalCell(medianInterval(ratios));
}

function verdictText({ floor, better }: Ratio, decision: Decision, arm: string): string {
  if (arm === floor) return 'the floor';
  const verdict = verdictOn(decision, arm, floor);
  if (!verdict) return '–';
  if (!verdict.different) return 'no difference shown';
  return verdict.ratio > 1 === (better === 'more') ? 'better' : 'worse';
}

/** A difference that was below 0 in some round cannot be told from 0. Then the cell shows only its maximum. */
function cellText(values: readonly number[]): string {
  if (!values.some((value) => value < 0)) return digits(median(values));
  const most = Math.max(...values);
  return most > 0 ? `at most ${digits(most)}` : 'none seen';
}

/** The difference of two identical arms, and the smallest difference that would have been found. */
function noiseText({ twins, detectable, verdicts }: Decision): string {
  if (verdicts.length === 0) return 'Too few rounds to tell any arm from the floor.';
  const told = twins === undefined ? 'There was no second floor here' : `Two identical floors differed by ${percent(twins)}`;
  return `${told}; a difference below ${excess(detectable)} might not have been found.`;
}

/** Width of the terminal, in characters. */
const width = 120;

export function formatTable(table: FilledTable): string {
  const notes = (table.notes ?? []).flatMap((note) => wrap(note, width));
  return `${[...wrap(`${table.name}: ${table.caption}`, width), '', ...textTable(table, width), ...notes].join('\n')}\n`;
}

export const markdownTable = (table: FilledTable): string => `## ${table.name}\n\n${toldTable(table)}\n`;
