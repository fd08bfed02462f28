import { type MetricName, metrics } from '../result/metrics.ts';
import type { Result } from '../result/result.ts';
import { confidence, leastRatio, medianCoverage, verdictOn } from '../statistics/index.ts';
import { cellText, difference, digits, durationText, excess, ledgerText, percent, plural, whole } from './format.ts';
import { familyError, type Summary, type SummaryRow, type Table } from './summary.ts';

const behind = (value: string, unit: string): string => (unit === '' || unit.startsWith('/') ? `${value}${unit}` : `${value} ${unit}`);

/** `12.3 ms`, or the bare number where the metric has no unit. */
export const withUnit = (value: number, unit: string): string => behind(digits(value), unit);

const competitors = ({ rows, lead }: Table): SummaryRow[] => rows.filter((row) => row.cells[lead] && !row.twin && row.arm !== 'tcp');

/** Best first. */
function ranking(table: Table): SummaryRow[] {
  const sign = metrics[table.lead].better === 'more' ? -1 : 1;
  const value = (row: SummaryRow) => row.cells[table.lead]?.interval.value ?? Number.NaN;
  return competitors(table).sort((one, other) => sign * (value(one) - value(other)));
}

/** Names for sentences, of columns whose titles are too short. */
const spoken: Partial<Record<MetricName, string>> = {
  p50: 'median delay',
  cpuPerNotification: 'processor time',
  recovered: 'time until all have caught up',
};

/** One line: the best row by the lead metric, by how much, and the rows that cannot be told from it. */
export function verdictLine(table: Table): string {
  const [best, ...others] = ranking(table);
  if (!best) return 'Nothing was measured here.';
  const { unit, better } = metrics[table.lead];
  const label = spoken[table.lead] ?? metrics[table.lead].label;
  const cell = best.cells[table.lead];
  const value = cell ? cellText(cell) : '–';
  const opening = `${better === 'more' ? 'Most' : 'Least'} ${label}: ${best.label} with ${behind(value, unit)}`;
  if (others.length === 0) return `${opening}.`;
  const judged = others.map((row) => ({ row, verdict: verdictOn(table.decision, row.label, best.label) }));
  if (judged.every(({ verdict }) => verdict === undefined)) return `${opening}. Too few rounds to compare.`;
  const worse = judged.flatMap(({ row, verdict }) => (verdict?.different ? [`${row.label} ${difference(verdict.ratio)}`] : []));
  const equal = judged.flatMap(({ row, verdict }) => (verdict && !verdict.different ? [row.label] : []));
  const tail = equal.length > 0 ? ` No difference shown between it and ${equal.join(', ')}.` : '';
  return `${opening}${worse.length > 0 ? `; ${worse.join(', ')}` : ''}.${tail}`;
}

/** The conditions of a table, and in which direction its ratios are better: "3 ×" of a cost is worse, of a throughput better. */
export function captionOf({ caption, slopes, lead }: Table): string {
  const { label, better } = metrics[lead];
  const direction = better === 'neither' ? [] : [`${label}: ${better} is better`];
  return [caption, ...(slopes ? ['slopes, one per round'] : []), ...direction].join(' · ');
}

/** Rows that no other beats, by the family-wise rule. They are underlined. */
export function winners(table: Table): ReadonlySet<string> {
  const [best, ...others] = ranking(table);
  if (!best || table.decision.verdicts.length === 0) return new Set();
  const equal = others.filter((row) => verdictOn(table.decision, row.label, best.label)?.different === false);
  return new Set([best, ...equal].map(({ label }) => label));
}

/** One line: the difference of identical arms, and the smallest difference that would have been found. */
export function noiseLine({ decision, lead, rows }: Table): string {
  const { label } = metrics[lead];
  if (decision.verdicts.length === 0) return `Noise: unknown, because fewer than two rounds or arms have a value for ${label}.`;
  const twins = decision.twins === undefined ? 'There was no identical twin' : `Two identical arms differed by ${percent(decision.twins)}`;
  const told = twinsDiffer({ decision, rows })
    ? `Noise: ${twins} in ${label}, which is more than chance: do not trust this table`
    : `Noise: ${twins} in ${label}`;
  const rounds = Math.min(...rows.flatMap(({ cells }) => cells[lead]?.values.length ?? []));
  return `${told}; with ${rounds} rounds, a difference below ${excess(decision.detectable)} might not have been found, unless the rounds of both arms agree better.`;
}

/** Whether identical arms were called different. Then the rule has failed, or they were not identical. */
export function twinsDiffer({ decision, rows }: Pick<Table, 'decision' | 'rows'>): boolean {
  const pairs = rows.filter(({ twin }) => twin).map(({ label }) => [label, label.replace(' · A/A', '')]);
  return decision.verdicts.some(({ first, second, different }) => different && pairs.some((pair) => pair.includes(first) && pair.includes(second)));
}

/** One sentence: what ran, and whether it can be trusted. */
export function runSentence({ result, ledger }: Summary): string {
  const seconds = (Date.parse(result.ended) - Date.parse(result.started)) / 1_000;
  const rounds = Math.max(0, ...result.measures.flatMap(({ rows }) => rows.map((row) => row.rounds.length)));
  const stopped = result.partial ? ' It was interrupted; the report holds only what was complete by then.' : '';
  return `${plural(result.measures.length, 'measure')} in ${durationText(seconds)}, up to ${plural(rounds, 'round')} each: ${whole(ledger.delivered)} of ${whole(ledger.expected)} notifications delivered, ${['complete', '–'].includes(ledgerText(ledger)) ? 'none lost, doubled or reordered' : ledgerText(ledger)}.${stopped}`;
}

/** The machine, in one line. */
export const machineLine = ({ environment: { cpu, cores, memoryBytes, os, node } }: Result): string =>
  `${cpu}, ${cores} cores, ${digits(memoryBytes / 2 ** 30)} GiB, ${os}, Node ${node}`;

/** The rule that decides which arms are called different. */
export const ruleSentence = ({ errorPerTable, comparisons }: Summary): string =>
  `Two arms are called different only if three things hold: a test says so, they differ by more than two identical arms did, and by more than ${Math.round(100 * (leastRatio - 1))} %. The test is Tukey's max-T over all pairs of a table, on logarithms with rounds as blocks, or a paired t test with Bonferroni's share. The error is ${100 * familyError} % over the whole report: ${digits(errorPerTable * 100)} % for each of the ${comparisons} tables with at least two measured arms and two rounds (rows of the model alone are not compared).`;

/** How often brackets around the median of this many rounds hold the true one: `94 % of such runs with 5 rounds, 50 % with 2`. */
export function coverageText(rounds: readonly number[]): string {
  const counts = [...new Set(rounds)].filter((count) => count > 1).sort((one, other) => other - one);
  return counts
    .map(
      (count, index) =>
        `${Math.round(100 * medianCoverage(count))} % ${index === 0 ? 'of such runs ' : ''}with ${count}${index === 0 ? ' rounds' : ''}`,
    )
    .join(', ');
}

/** The numbers of rounds behind the brackets of a report. */
const roundsShown = ({ sections }: Summary): number[] =>
  sections.flatMap(({ tables }) =>
    tables.flatMap(({ rows }) => rows.flatMap(({ cells }) => Object.values(cells).map(({ values }) => values.length))),
  );

/** What the brackets mean, and how often they hold the true value. */
export function intervalSentence(summary: Summary): string {
  const covered = coverageText(roundsShown(summary));
  if (covered === '') return 'Every row has one round, so its variation is unknown.';
  return `Brackets behind a median span the rounds around it, and hold the true median in ${covered}; those behind a ratio hold the true ratio in ${Math.round(100 * confidence)} % (Student's t on logarithms). Both hold it less often where neighbouring rounds resemble each other.`;
}
