import { seededRandom } from '../random.ts';
import { bootstrapInterval, criticalChange, type Interval, leastRatio, mean } from '../statistics.ts';
import { layOut, wrap } from './columns.ts';
import { digits, excess, spread, times } from './format.ts';
import { identities } from './identity.ts';
import { type MetricName, metrics } from './metrics.ts';
import type { Result } from './result.ts';
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
  /** The ratio that it had to exceed, or its inverse fall below. */
  readonly critical: number;
  readonly verdict: 'better' | 'worse' | 'other' | 'no difference shown';
}

export interface Comparison {
  readonly before: Result;
  readonly after: Result;
  readonly changes: readonly Change[];
  /** Rows that only one of the two has, by label and conditions. */
  readonly unmatched: readonly string[];
  /** What makes the two hard to compare: other machines, other versions. */
  readonly cautions: readonly string[];
}

const keyOf = (table: Table, row: SummaryRow): string => `${table.measure} · ${table.caption}${table.slopes ? ' · slopes' : ''} · ${row.label}`;

const rowsOf = ({ sections }: Summary): Map<string, { table: Table; row: SummaryRow }> =>
  new Map(
    sections.flatMap(({ tables }) =>
      tables.flatMap((table) => table.rows.filter((row) => row.cells[table.lead]).map((row) => [keyOf(table, row), { table, row }] as const)),
    ),
  );

const logMean = (values: readonly number[]): number => mean(values.map(Math.log));

/** Rounds of two runs are no pairs: each side is drawn by itself. */
function ratioOf(before: readonly number[], after: readonly number[], seed: number): Interval {
  const random = seededRandom(seed);
  const old = (drawn: readonly number[]) => bootstrapInterval(drawn, logMean, random, 1).value;
  const redrawn = (values: readonly number[]) => values.map(() => values[Math.floor(random() * values.length)] ?? 1);
  const value = Math.exp(logMean(after) - logMean(before));
  if (before.length < 2 || after.length < 2) return { value, low: value, high: value };
  const drawn = Array.from({ length: 2_000 }, () => Math.exp(logMean(redrawn(after)) - old(redrawn(before)))).sort((one, other) => one - other);
  return { value, low: drawn[49] ?? value, high: drawn[1_949] ?? value };
}

/** What identical arms differed by within either run is noise here as well, and so is what the floor differs by: its code is not the server's. */
function noiseOf(row: SummaryRow, then: Table, now: Table): number {
  const floors = [then, now].map(({ rows, lead }) => rows.find(({ arm }) => arm === 'tcp')?.cells[lead]?.values ?? []);
  const [was = [], is = []] = floors;
  const drift = row.arm === 'tcp' || was.length === 0 || is.length === 0 ? 0 : Math.abs(logMean(is) - logMean(was));
  return Math.max(leastRatio, Number.isFinite(drift) ? Math.exp(drift) : 1, ...[then, now].map(({ decision: { twins = 1 } }) => twins));
}

const valuesOf = ({ rows, lead }: Table): (readonly number[])[] => rows.flatMap(({ cells }) => (cells[lead] ? [cells[lead].values] : []));

function judge(metric: MetricName, ratio: number, critical: number): Change['verdict'] {
  if (!(Math.abs(Math.log(ratio)) > Math.log(critical))) return 'no difference shown';
  const { better } = metrics[metric];
  if (better === 'neither') return 'other';
  return ratio > 1 === (better === 'more') ? 'better' : 'worse';
}

/**
 * What changed from one result to another, by the lead metric of each table. Family-wise over all rows: the error is divided by their number, and nothing is called
 * changed inside what identical arms differed by within a run, or the floor between the two.
 */
export function compareResults(before: Summary, after: Summary): Comparison {
  const [old, young] = [rowsOf(before), rowsOf(after)];
  const both = [...young].flatMap(([key, now]) => {
    const then = old.get(key);
    return then ? [{ then, now }] : [];
  });
  const changes = both.flatMap(({ then, now }): Change[] => {
    const metric = now.table.lead;
    const [was, is] = [then.row.cells[metric], now.row.cells[metric]];
    if (!was || !is || [...was.values, ...is.values].some((value) => !(value > 0))) return [];
    const ratio = ratioOf(was.values, is.values, after.result.seed);
    const byChance = criticalChange(was.values, is.values, [...valuesOf(then.table), ...valuesOf(now.table)], familyError / both.length);
    const critical = Math.max(byChance, noiseOf(now.row, then.table, now.table));
    return [
      {
        table: now.table,
        row: now.row,
        metric,
        before: was.interval,
        after: is.interval,
        ratio,
        critical,
        verdict: judge(metric, ratio.value, critical),
      },
    ];
  });
  const unmatched = [...[...old.keys()].filter((key) => !young.has(key)), ...[...young.keys()].filter((key) => !old.has(key))];
  return { before: before.result, after: after.result, changes, unmatched, cautions: cautionsOf(before.result, after.result) };
}

function cautionsOf(before: Result, after: Result): string[] {
  const fields = ['cpu', 'cores', 'os', 'node'] as const;
  const different = fields.filter((field) => before.environment[field] !== after.environment[field]);
  const machine = different.map((field) => `${field} was ${before.environment[field]}, and is ${after.environment[field]}`);
  const partial = [before, after].some((result) => result.partial) ? ['one of the two was interrupted'] : [];
  return [...machine, ...partial];
}

/** In how many rows nothing is shown to have changed, and what a change would have had to exceed there. */
export function comparisonNoise({ changes }: Comparison): string {
  const still = changes.filter(({ verdict }) => verdict === 'no difference shown');
  const bounds = still.map(({ critical }) => critical).filter(Number.isFinite);
  const noise =
    bounds.length > 0
      ? ` To be shown there, a change would have had to exceed ${excess(Math.min(...bounds))} in the calmest row and ${excess(Math.max(...bounds))} in the wildest.`
      : '';
  return `No difference shown in ${still.length} of ${changes.length} rows.${noise}`;
}

/** The comparison for a terminal: what changed first, then how much did not. At most 100 columns. */
export function formatComparison(comparison: Comparison): string {
  const { before, after, changes, unmatched, cautions } = comparison;
  const changed = changes.filter(({ verdict }) => verdict !== 'no difference shown');
  const opening = `Before: commit ${before.commit.slice(0, 12)}, seed ${before.seed}. After: commit ${after.commit.slice(0, 12)}, seed ${after.seed}.`;
  const { lines } = layOut(
    [
      { title: '', align: 'left', cells: changed.map(({ table, row }) => `${identities[row.arm].shape} ${row.label}, ${table.measure}`) },
      {
        title: 'metric',
        align: 'left',
        cells: changed.map(({ metric }) => [metrics[metric].label, metrics[metric].unit].filter(Boolean).join(', ')),
      },
      { title: 'before', cells: changed.map((change) => digits(change.before.value)) },
      { title: 'after', cells: changed.map((change) => digits(change.after.value)) },
      { title: 'verdict', align: 'left', cells: changed.map(({ verdict }) => verdict) },
      { title: 'ratio', cells: changed.map(({ ratio }) => `${times(ratio.value)} ${spread(ratio)}`.trimEnd()) },
    ],
    98,
  );
  return `${[
    opening,
    ...cautions.map((caution) => `Caution: ${caution}.`),
    '',
    ...(changed.length > 0 ? lines.map((line) => `  ${line}`) : ['  Nothing changed beyond the noise.']),
    '',
    ...wrap(comparisonNoise(comparison), 100),
    ...(unmatched.length > 0 ? [`${unmatched.length} rows are in one of the two only.`] : []),
  ].join('\n')}\n`;
}
