import { changeInterval, criticalChange, type Interval, leastRatio } from '../statistics.ts';
import { followsMachine, type MetricName, metrics } from './metrics.ts';
import type { Result } from './result.ts';
import { alignedValues } from './row-values.ts';
import { familyError, type Summary, type SummaryRow, type Table } from './summary.ts';

/** One lead metric of one arm, before and after. */
interface Change {
  readonly table: Table;
  readonly row: SummaryRow;
  readonly metric: MetricName;
  readonly before: Interval;
  readonly after: Interval;
  /** How many times the old value the new one is. */
  readonly ratio: Interval;
  /** The same of what the row is to the floor of the same round; absent where the table has no floor, or the machine has no part in the metric. */
  readonly toFloor?: Interval;
  /** The ratio that it had to exceed, or its inverse fall below. */
  readonly critical: number;
  readonly verdict: 'better' | 'worse' | 'other' | 'no difference shown';
}

export interface Comparison {
  readonly before: Result;
  readonly after: Result;
  readonly changes: readonly Change[];
  /** How many times its old value the floor takes, whose code is not the server's: of all tables the furthest from 1. `undefined` if no floor tells. */
  readonly drift: number | undefined;
  /** Rows that only one of the two has, by label and conditions. */
  readonly unmatched: readonly string[];
  /** What makes the two hard to compare: other machines, other versions. */
  readonly cautions: readonly string[];
}

/** A row in its table, in both runs. */
interface Place {
  readonly table: Table;
  readonly row: SummaryRow;
}
type Both = readonly [then: Place, now: Place];

/** What is read of a row: nothing where it cannot be. */
type Reader = (place: Place) => readonly number[];

const measured: Reader = ({ table, row }) => row.cells[table.lead]?.values ?? [];

const floorOf = ({ rows }: Table): SummaryRow | undefined => rows.find(({ arm }) => arm === 'tcp');

/** What a row is to the floor, in every round that both have. */
const againstFloor: Reader = ({ table, row }) => {
  const floor = floorOf(table);
  const [own, its] = floor ? alignedValues([row.source, floor.source], table.lead) : [];
  return own && its ? own.values.map((value, round) => value / (its.values[round] ?? Number.NaN)) : [];
};

const usable = (values: readonly number[]): boolean => values.length > 0 && values.every((value) => value > 0);

/** Whether a row changed in one way to look at it. */
interface Look {
  readonly ratio: Interval;
  /** What chance alone exceeds in too few runs. */
  readonly critical: number;
}

function look(both: Both, read: Reader, error: number): Look | undefined {
  const [before, after] = both.map(read);
  if (!before || !after || !usable(before) || !usable(after)) return undefined;
  const all = both.flatMap(({ table }) => table.rows.filter(({ arm }) => arm !== 'tcp').map((row) => read({ table, row })));
  return { ratio: changeInterval(before, after), critical: criticalChange(before, after, all.filter(usable), error) };
}

/** How many times its old value the floor of these tables takes. */
const floorChange = (both: Both): number | undefined => {
  const [before, after] = both.map(({ table }) => {
    const floor = floorOf(table);
    return floor ? measured({ table, row: floor }) : [];
  });
  return before && after && usable(before) && usable(after) ? changeInterval(before, after).value : undefined;
};

const size = (ratio: number): number => Math.exp(Math.abs(Math.log(ratio)));

/** Into which direction a row changed by more than the bar; 0 if it did not. */
const side = ({ ratio: { value } }: Look, bar: number): number => (size(value) > bar ? Math.sign(Math.log(value)) : 0);

/**
 * What a slower machine does to a row lies between nothing, for what only waits, and what it does to the floor. So a row is called changed where it changed both as it is and
 * against the floor of the same round, in the same direction. Without a floor in its table it has to change by more than the floors of the other tables, and chance besides.
 */
function changeOf(both: Both, error: number, drift: number): Change[] {
  const [then, now] = both;
  const metric = now.table.lead;
  const [was, is, plain] = [then.row.cells[metric], now.row.cells[metric], look(both, measured, error)];
  if (!was || !is || !plain) return [];
  const paired = followsMachine(metric) ? look(both, againstFloor, error) : undefined;
  const noise = Math.max(leastRatio, size(floorChange(both) ?? 1), ...both.map(({ table: { decision } }) => decision.twins ?? 1));
  const unknown = paired || !followsMachine(metric) ? 1 : size(drift);
  const looks = [plain, ...(paired ? [paired] : [])];
  const bars = looks.map(({ critical }) => Math.max(noise, critical * unknown));
  const sides = looks.map((one, index) => side(one, bars[index] ?? Number.POSITIVE_INFINITY));
  const verdict = verdictOf(metric, sides.every((one) => one === sides[0]) ? (sides[0] ?? 0) : 0);
  const intervals = { before: was.interval, after: is.interval, ratio: plain.ratio, ...(paired && { toFloor: paired.ratio }) };
  return [{ table: now.table, row: now.row, metric, ...intervals, critical: Math.max(...bars), verdict }];
}

function verdictOf(metric: MetricName, direction: number): Change['verdict'] {
  const { better } = metrics[metric];
  if (direction === 0) return 'no difference shown';
  if (better === 'neither') return 'other';
  return direction > 0 === (better === 'more') ? 'better' : 'worse';
}

const keyOf = ({ table, row }: Place): string => `${table.measure} · ${table.caption}${table.slopes ? ' · slopes' : ''} · ${row.label}`;

const placesOf = ({ sections }: Summary): Map<string, Place> =>
  new Map(
    sections.flatMap(({ tables }) =>
      tables.flatMap((table) => table.rows.filter((row) => row.cells[table.lead]).map((row) => [keyOf({ table, row }), { table, row }] as const)),
    ),
  );

/** Compares the lead metrics of all rows but the floor's: the error is divided by their number. */
export function compareResults(before: Summary, after: Summary): Comparison {
  const [old, young] = [placesOf(before), placesOf(after)];
  const both = [...young].flatMap(([key, now]): Both[] => {
    const then = old.get(key);
    return then ? [[then, now]] : [];
  });
  const rows = both.filter(([, { row }]) => row.arm !== 'tcp');
  const floors = both.filter(([, { table }]) => followsMachine(table.lead)).flatMap((one) => floorChange(one) ?? []);
  const drift = floors.sort((one, other) => size(other) - size(one))[0];
  const unmatched = [...[...old.keys()].filter((key) => !young.has(key)), ...[...young.keys()].filter((key) => !old.has(key))];
  const changes = rows.flatMap((one) => changeOf(one, familyError / rows.length, drift ?? 1));
  return { before: before.result, after: after.result, changes, drift, unmatched, cautions: cautionsOf(before.result, after.result) };
}

function cautionsOf(before: Result, after: Result): string[] {
  const fields = ['cpu', 'cores', 'os', 'node'] as const;
  const different = fields.filter((field) => before.environment[field] !== after.environment[field]);
  const machine = different.map((field) => `${field} was ${before.environment[field]}, and is ${after.environment[field]}`);
  const partial = [before, after].some((result) => result.partial) ? ['one of the two was interrupted'] : [];
  return [...machine, ...partial];
}
