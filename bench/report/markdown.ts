import { identities } from '../result/identity.ts';
import { metrics } from '../result/metrics.ts';
import { agreementCells, agreementHead, agreementSentence, agreementTitle } from './agreement-table.ts';
import { claimCaption, claimPeriods, claimRows, claimSentence, claimTitle } from './claim.ts';
import { cellSpread, cellText, digits, ledgerText, ownConditions, spread, times, whole } from './format.ts';
import { generatorSentence, generatorText } from './generator.ts';
import { type HeadlineRow, headline } from './headline.ts';
import { captionOf, intervalSentence, machineLine, noiseLine, ruleSentence, runSentence, verdictLine, winners } from './sentences.ts';
import type { Cell, Summary, SummaryRow, Table } from './summary.ts';

/** Text in a cell of a GitHub table: a bar would end it. */
const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('\n', ' ');

const lineOf = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;

/** The first column stands left, numbers right. */
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [lineOf(head), `| ${head.map((_, index) => (index === 0 ? ':--' : '--:')).join(' | ')} |`, ...rows.map(lineOf)].join('\n');

const heading = (name: keyof typeof metrics): string => [metrics[name].label, metrics[name].unit].filter(Boolean).join(', ');

const who = ({ arm, label, conditions }: SummaryRow): string =>
  [`${identities[arm].glyph} ${label}`.trim(), ownConditions(conditions)].filter(Boolean).join(', ');

function cellOf(cell: Cell | undefined, won: boolean): string {
  if (!cell) return '–';
  const value = cellText(cell);
  return [won ? `**${value}**` : value, cellSpread(cell)].filter(Boolean).join(' ');
}

const relativeOf = ({ relative }: Pick<SummaryRow, 'relative'>, isReference: boolean): string =>
  relative ? [times(relative.value), spread(relative)].filter(Boolean).join(' ') : isReference ? '1 ×' : '–';

/** The verdict table alone: what a README shows. */
export function markdownHeadline(summary: Summary): string {
  const { columns, rows } = headline(summary);
  const body = rows.map(({ row, cells, wins, ledger, relative }: HeadlineRow) => [
    who(row),
    ...cells.map((cell, index) => cellOf(cell, wins[index] ?? false)),
    ledgerText(ledger),
    relativeOf({ ...(relative && { relative }) }, row.label === columns[0]?.table.reference),
  ]);
  return table(['', ...columns.map(({ metric }) => heading(metric)), 'ledger', 'relative, bytes (less is better)'], body);
}

/** Median and 99th percentile by distance; '' if one distance was measured only. */
export function markdownDistances({ sections }: Summary): string {
  const tables = sections.flatMap((section) => (section.name === 'latency' ? section.tables : []));
  const [first] = tables;
  if (!first || tables.length < 2) return '';
  const cell = (of: Table, label: string, name: 'p50' | 'p99') =>
    cellOf(of.rows.find((row) => row.label === label)?.cells[name], false).split(' [')[0];
  const body = first.rows.map((row) => [who(row), ...tables.map((one) => `${cell(one, row.label, 'p50')} / ${cell(one, row.label, 'p99')}`)]);
  return table(['p50 / p99, ms', ...tables.map(({ rows: [row] }) => `RTT ${row?.conditions.rtt ?? 0} ms`)], body);
}

function markdownTable(one: Table): string {
  const won = winners(one);
  const body = one.rows.map((row) => [
    who(row),
    ...one.columns.map((column) => cellOf(row.cells[column], column === one.lead && won.has(row.label))),
    row.cells[one.lead]?.predicted === undefined ? '–' : digits(row.cells[one.lead]?.predicted ?? 0),
    generatorText(row.source),
    ledgerText(row.ledger),
    relativeOf(row, row.label === one.reference),
  ]);
  const head = ['', ...one.columns.map(heading), 'model', 'generator used', 'ledger', `relative to ${one.reference}`];
  return [captionOf(one), table(head, body), `${verdictLine(one)} ${noiseLine(one)}`].join('\n\n');
}

/** "871 bytes against 2", at three layers. */
function claimTable(): string {
  const head = ['', ...[claimPeriods.old, claimPeriods.today].flatMap((period) => [`exchange, ${period}`, `frame, ${period}`, 'ratio'])];
  const body = claimRows().map(({ layer, old, today }) => [
    layer,
    ...[old, today].flatMap(({ exchange, push, ratio }) => [`${whole(exchange)} B`, `${whole(push)} B`, times(ratio)]),
  ]);
  return `${claimCaption}.\n\n${table(head, body)}`;
}

/** Theory beside measurement. */
const agreementTable = ({ agreements }: Summary): string =>
  table(
    ['', 'where', ...agreementHead.slice(1)],
    agreements.map((one) => [one.what, one.where, ...agreementCells(one)]),
  );

/** The whole report in GitHub's Markdown; winners are bold. */
export function formatMarkdown(summary: Summary): string {
  const { result, sections, warnings } = summary;
  const facts = [
    `- Command: \`${result.command.replaceAll('`', "'")}\``,
    `- Commit: \`${result.commit.replaceAll('`', "'")}\`, seed ${result.seed}`,
    `- Machine: ${machineLine(result)}`,
    `- When: ${result.started} to ${result.ended}`,
  ].join('\n');
  const told = warnings.length > 0 ? ['## Warnings', warnings.map((warning) => `- ${warning}`).join('\n')] : [];
  const body = sections.flatMap(({ info, tables }) => [
    `## ${info.title}`,
    info.question,
    ...tables.map(markdownTable),
    `Where this lies: ${info.lie}`,
  ]);
  const claim = [`## ${claimTitle}`, claimSentence, claimTable()];
  const agreement = summary.agreements.length > 0 ? [`## ${agreementTitle}`, agreementSentence, agreementTable(summary)] : [];
  return `${['# What each transport costs', runSentence(summary), facts, '## Verdict', markdownHeadline(summary), ...body, ...agreement, ...claim, ...told, generatorSentence(result, sections), intervalSentence(summary), ruleSentence(summary)].join('\n\n')}\n`;
}
