import { type Random, seededRandom } from '../random.ts';
import { type Interval, median, medianInterval } from '../statistics.ts';
import type { Reading, Table } from './reading.ts';

/** One arm of a table, over all rounds. */
interface Row {
  readonly arm: string;
  /** Medians by column. */
  readonly values: Readonly<Record<string, number>>;
  /** To the floor of the same round; absent if there is no floor. */
  readonly ratio?: Interval;
}

export interface FilledTable extends Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** @param rounds readings of each round */
export function fillTable(table: Table, rounds: readonly (readonly Reading[])[], seed: number): FilledTable {
  const own = rounds.map((readings) => readings.filter((reading) => reading.table === table.name));
  const all = own.flat();
  const columns = [...new Set(all.flatMap(({ values }) => Object.keys(values)))];
  const random = seededRandom(seed);
  const rows = [...new Set(all.map(({ arm }) => arm))].map((arm): Row => {
    const mine = all.filter((reading) => reading.arm === arm);
    const values = Object.fromEntries(columns.map((column) => [column, median(mine.map((reading) => reading.values[column] ?? Number.NaN))]));
    const ratio = ratioOf(own, arm, table, random);
    return { arm, values, ...(ratio && { ratio }) };
  });
  return { ...table, columns, rows: rows.sort((one, other) => (one.ratio?.value ?? 0) - (other.ratio?.value ?? 0)) };
}

/** The median of the rounds' ratios: what slows a whole round down is in both of a pair and cancels. */
function ratioOf(rounds: readonly (readonly Reading[])[], arm: string, { floor, ratioOf: column }: Table, random: Random): Interval | undefined {
  const ratios = rounds.flatMap((readings) => {
    const [value, reference] = [arm, floor].map((name) => readings.find((reading) => reading.arm === name)?.values[column]);
    return value !== undefined && reference !== undefined ? [value / reference] : [];
  });
  return ratios.length > 0 ? medianInterval(ratios) : undefined;
}

const format = (value: number): string => {
  if (!Number.isFinite(value)) return '–';
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
};

/** A dash for what is none, or what JSON could not carry. */
const ratioText = (value?: number): string => (Number.isFinite(value) ? (value as number).toFixed(3) : '–');

const cells = ({ columns, rows }: FilledTable): string[][] => [
  ['arm', '× floor', '95 % of rounds', ...columns],
  ...rows.map(({ arm, values, ratio }) => [
    arm,
    ratioText(ratio?.value),
    ratio ? `${ratioText(ratio.low)}–${ratioText(ratio.high)}` : '–',
    ...columns.map((column) => format(values[column] ?? Number.NaN)),
  ]),
];

export function formatTable(table: FilledTable): string {
  const lines = cells(table);
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const drawn = lines.map((line) =>
    line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '),
  );
  return `${table.name}: ${table.about}\n\n${drawn.join('\n')}\n`;
}

export function markdownTable(table: FilledTable): string {
  const [head = [], ...body] = cells(table).map((line) => `| ${line.join(' | ')} |`);
  return `## ${table.name}\n\n${table.about}\n\n${head}\n|${table.columns
    .concat('', '', '')
    .map(() => ' --- |')
    .join('')}\n${body.join('\n')}\n`;
}
