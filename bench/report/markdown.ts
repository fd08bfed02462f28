import type { CellTable } from './cells.ts';
import { claimSentence, claimTitle } from './claim.ts';
import { generatorSentence } from './generator.ts';
import { headline } from './headline.ts';
import { markdownTable } from './markdown-table.ts';
import { pathTable, pathTitle } from './path-table.ts';
import { headlineTable, measureTable } from './result-tables.ts';
import { intervalSentence, machineLine, ruleSentence, runSentence } from './sentences.ts';
import type { Summary } from './summary.ts';
import { agreementSentence, agreementTables, agreementTitle, claimTable } from './theory-tables.ts';
import { verdictMap } from './verdict-map.ts';
import { pathCostTable, placeTable, verdictSentences } from './verdict-tables.ts';
import { verdicts } from './verdicts.ts';

/** A table between its caption and its notes. */
const told = (table: CellTable): string => [table.caption, markdownTable(table), (table.notes ?? []).join(' ')].filter(Boolean).join('\n\n');

/** The whole report in GitHub's Markdown. The best values are bold. */
export function formatMarkdown(summary: Summary): string {
  const { result, sections, warnings } = summary;
  const facts = [
    `- Command: \`${result.command.replaceAll('`', "'")}\``,
    `- Commit: \`${result.commit.replaceAll('`', "'")}\`, seed ${result.seed}`,
    `- Machine: ${machineLine(result)}`,
    `- When: ${result.started} to ${result.ended}`,
  ].join('\n');
  const warned = warnings.length > 0 ? ['## Warnings', warnings.map((warning) => `- ${warning}`).join('\n')] : [];
  const said = verdicts(summary).map(({ sentence, conditions }) => `- ${sentence} (${conditions})`);
  const verdictList = said.length > 0 ? [said.join('\n')] : [];
  const body = sections.flatMap(({ info, tables }) => [
    `## ${info.title}`,
    info.question,
    ...tables.map((table) => told(measureTable(table))),
    `Limits: ${info.lie}`,
  ]);
  const path = pathTable(summary);
  const map = verdictMap([result]);
  const crossings = map ? [...verdictSentences(map), told(pathCostTable(map)), told(placeTable(map))] : [];
  const changes = path ? [`## ${pathTitle}`, ...crossings, told(path)] : [];
  const claim = [`## ${claimTitle}`, claimSentence, told(claimTable())];
  const agreement =
    summary.agreements.length > 0 ? [`## ${agreementTitle}`, agreementSentence, ...agreementTables(summary.agreements).map(told)] : [];
  return `${['# What each transport costs', runSentence(summary), facts, '## Verdict', ...verdictList, told(headlineTable(headline(summary))), ...body, ...changes, ...agreement, ...claim, ...warned, generatorSentence(result, sections), intervalSentence(summary), ruleSentence(summary)].join('\n\n')}\n`;
}
