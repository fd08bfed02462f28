import { followsMachine, type MetricName, metrics } from '../result/metrics.ts';
import type { Result } from '../result/result.ts';
import { type Interval, leastRatio } from '../statistics/index.ts';
import { type Both, floorChange, type Look, lookAgainstFloor, lookAtPairs, lookAtValues, type Place } from './look.ts';
import { familyError, type Summary, type SummaryRow, type Table } from './summary.ts';

/** The lead metric of one row, before and after. */
interface Change {
  readonly table: Table;
  readonly row: SummaryRow;
  readonly metric: MetricName;
  readonly before: Interval;
  readonly after: Interval;
  /** The new value divided by the old one. */
  readonly ratio: Interval;
  /** The same for the row's ratio to the floor of the same round; absent if the table has no floor, or the metric does not depend on the machine. */
  readonly toFloor?: Interval;
  /** The row is called changed if the ratio exceeds this, or falls below its inverse. */
  readonly critical: number;
  readonly verdict: 'better' | 'worse' | 'other' | 'no difference shown';
}

export interface Comparison {
  readonly before: Result;
  readonly after: Result;
  /** Both were measured in one run, step by step, so their rounds are pairs. */
  readonly interleaved: boolean;
  readonly changes: readonly Change[];
  /**
   * The floor's new value divided by its old one, although its code is not the server's: the value of all tables that is furthest from 1. `undefined`
   * if there is no floor.
   */
  readonly drift: number | undefined;
  /** Rows that only one of the results has, by label and conditions. */
  readonly unmatched: readonly string[];
  /** Reasons why the two are hard to compare: other machines, other versions. */
  readonly cautions: readonly string[];
}

const size = (ratio: number): number => Math.exp(Math.abs(Math.log(ratio)));

/** The direction in which a row changed by more than the bar; 0 if it did not. */
const side = ({ ratio: { value } }: Look, bar: number): number => (size(value) > bar ? Math.sign(Math.log(value)) : 0);

/**
 * Two versions in one run are judged by their pairs. Between two runs the machine may have become slower. A row that mostly waits is not affected by
 * that; another is affected as much as the floor. So a row is called changed if both the row and its ratio to the floor of the same round changed, in
 * the same direction. A row without a floor in its table has to change by more than chance and the change of the other tables' floors together.
 */
function looksAt(both: Both, metric: MetricName, error: number, { interleaved, drift }: Circumstances): { looks: Look[]; toFloor?: Interval } {
  const plain = interleaved ? lookAtPairs(both, error) : lookAtValues(both, error);
  if (!plain) return { looks: [] };
  if (interleaved || !followsMachine(metric)) return { looks: [plain] };
  const paired = lookAgainstFloor(both, error);
  return paired ? { looks: [plain, paired], toFloor: paired.ratio } : { looks: [{ ...plain, critical: plain.critical * size(drift ?? 1) }] };
}

/** The circumstances of a comparison. */
type Circumstances = Pick<Comparison, 'interleaved' | 'drift'>;

function changeOf(both: Both, error: number, circumstances: Circumstances): Change[] {
  const [then, now] = both;
  const metric = now.table.lead;
  const { looks, toFloor } = looksAt(both, metric, error, circumstances);
  const [was, is, plain] = [then.row.cells[metric], now.row.cells[metric], looks[0]];
  if (!was || !is || !plain) return [];
  const moved = size(floorChange(both, circumstances.interleaved) ?? 1);
  const noise = Math.max(leastRatio, moved, ...both.map(({ table: { decision } }) => decision.twins ?? 1));
  const bars = looks.map(({ critical }) => Math.max(noise, critical));
  const sides = looks.map((one, index) => side(one, bars[index] ?? Number.POSITIVE_INFINITY));
  const verdict = verdictOf(metric, sides.every((one) => one === sides[0]) ? (sides[0] ?? 0) : 0);
  const intervals = { before: was.interval, after: is.interval, ratio: plain.ratio, ...(toFloor && { toFloor }) };
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

/** Compares the lead metrics of all rows but the floor's. The error is divided by their number. */
export function compareResults(before: Summary, after: Summary): Comparison {
  const [old, young] = [placesOf(before), placesOf(after)];
  const both = [...young].flatMap(([key, now]): Both[] => {
    const then = old.get(key);
    return then ? [[then, now]] : [];
  });
  const rows = both.filter(([, { row }]) => row.arm !== 'tcp');
  const interleaved = arePairs(before.result, after.result);
  const floors = both.filter(([, { table }]) => followsMachine(table.lead)).flatMap((one) => floorChange(one, interleaved) ?? []);
  const drift = floors.sort((one, other) => size(other) - size(one))[0];
  const unmatched = [...[...old.keys()].filter((key) => !young.has(key)), ...[...young.keys()].filter((key) => !old.has(key))];
  const changes = rows.flatMap((one) => changeOf(one, familyError / rows.length, { interleaved, drift }));
  return { before: before.result, after: after.result, interleaved, changes, drift, unmatched, cautions: cautionsOf(before.result, after.result) };
}

/** Whether both results are of one run that took each step with both versions. */
const arePairs = (before: Result, after: Result): boolean =>
  before.interleavedWith === after.commit &&
  after.interleavedWith === before.commit &&
  before.started === after.started &&
  before.seed === after.seed;

function cautionsOf(before: Result, after: Result): string[] {
  const fields = ['cpu', 'cores', 'os', 'node'] as const;
  const different = fields.filter((field) => before.environment[field] !== after.environment[field]);
  const machine = different.map((field) => `${field} was ${before.environment[field]}, and is ${after.environment[field]}`);
  const partial = [before, after].some((result) => result.partial) ? ['one of the two was interrupted'] : [];
  return [...machine, ...partial];
}
