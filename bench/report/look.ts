import { alignedValues } from '../result/row-values.ts';
import { changeInterval, criticalChange, criticalPairedChange, type Interval, type Pair, pairedRatio } from '../statistics/index.ts';
import type { SummaryRow, Table } from './summary.ts';

/** A row in its table, in both runs. */
export interface Place {
  readonly table: Table;
  readonly row: SummaryRow;
}
export type Both = readonly [then: Place, now: Place];

/** The change of a row, by one way of comparing. */
export interface Look {
  /** The new value divided by the old one. */
  readonly ratio: Interval;
  /** The ratio, 1 or more, that chance alone rarely exceeds. */
  readonly critical: number;
}

/** The values of a row; none if it has none. */
type Reader = (place: Place) => readonly number[];

const measured: Reader = ({ table, row }) => row.cells[table.lead]?.values ?? [];

const floorOf = ({ rows }: Table): SummaryRow | undefined => rows.find(({ arm }) => arm === 'tcp');

/** The ratios of a row to the floor, in every round that has both. */
const againstFloor: Reader = ({ table, row }) => {
  const floor = floorOf(table);
  const [own, its] = floor ? alignedValues([row.source, floor.source], table.lead) : [];
  return own && its ? own.values.map((value, round) => value / (its.values[round] ?? Number.NaN)) : [];
};

const usable = (values: readonly number[]): boolean => values.length > 0 && values.every((value) => value > 0);

const withoutFloor = ({ rows }: Table): readonly SummaryRow[] => rows.filter(({ arm }) => arm !== 'tcp');

function look(both: Both, read: Reader, error: number): Look | undefined {
  const [before, after] = both.map(read);
  if (!before || !after || !usable(before) || !usable(after)) return undefined;
  const all = both.flatMap(({ table }) => withoutFloor(table).map((row) => read({ table, row })));
  return { ratio: changeInterval(before, after), critical: criticalChange(before, after, all.filter(usable), error) };
}

/** Two successive runs, by the values of each row. @param error probability that an unchanged row is called changed */
export const lookAtValues = (both: Both, error: number): Look | undefined => look(both, measured, error);

/** The same by each row's ratio to the floor of the same round: a slower machine cancels as far as it slows the floor down. */
export const lookAgainstFloor = (both: Both, error: number): Look | undefined => look(both, againstFloor, error);

/** Values of the rounds that both have. */
function pairsOf([then, now]: Both): Pair[] {
  const [before, after] = alignedValues([then.row.source, now.row.source], now.table.lead);
  return before && after ? after.values.map((value, round): Pair => [value, before.values[round] ?? Number.NaN]) : [];
}

const ratiosOf = (both: Both): number[] => pairsOf(both).map(([after, before]) => after / before);

/** Rows of the same label in both tables. */
const inBoth = ([{ table: old }, { table: young }]: Both, rows: (table: Table) => readonly SummaryRow[]): Both[] =>
  rows(young).flatMap((row): Both[] => {
    const then = rows(old).find(({ label }) => label === row.label);
    return then
      ? [
          [
            { table: old, row: then },
            { table: young, row },
          ],
        ]
      : [];
  });

/** Two versions in one run, whose rounds are pairs, so that a disturbance of the machine meets both. */
export function lookAtPairs(both: Both, error: number): Look | undefined {
  const pairs = pairsOf(both);
  if (!usable(pairs.flat())) return undefined;
  const all = inBoth(both, withoutFloor).map(ratiosOf).filter(usable);
  return { ratio: pairedRatio(pairs), critical: criticalPairedChange(ratiosOf(both), all, error) };
}

/** The new value of these tables' floor divided by the old one, with the same code in both; `undefined` if one was not measured. */
export function floorChange(both: Both, interleaved: boolean): number | undefined {
  const [floors] = inBoth(both, (table) => [floorOf(table) ?? []].flat());
  if (!floors) return undefined;
  if (interleaved) return usable(pairsOf(floors).flat()) ? pairedRatio(pairsOf(floors)).value : undefined;
  const [before = [], after = []] = floors.map(measured);
  return usable(before) && usable(after) ? changeInterval(before, after).value : undefined;
}
