import { claimSentence, claimTitle } from './claim.ts';
import { generatorSentence } from './generator.ts';
import { headline } from './headline.ts';
import { toldTable } from './markdown-table.ts';
import { pathTable, pathTitle } from './path-table.ts';
import { headlineTable, measureTable } from './result-tables.ts';
import { intervalSentence, machineLine, ruleSentence, runSentence } from './sentences.ts';
import type { Summary } from './summary.ts';
import { agreementSentence, agreementTables, agreementTitle, claimTable } from './theory-tables.ts';
import { verdictMap } from './verdict-map.ts';
import { pathCostTable, placeTable, verdictSentences } from './verdict-tables.ts';
import { verdicts } from './verdicts.ts';

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
    ...tables.map((table) => toldTable(measureTable(table))),
    `Limits: ${info.lie}`,
  ]);
  const path = pathTable(summary);
  const map = verdictMap([result]);
  const crossings = map ? [...verdictSentences(map), toldTable(pathCostTable(map)), toldTable(placeTable(map))] : [];
  const changes = path ? [`## ${pathTitle}`, ...crossings, toldTable(path)] : [];
  const claim = [`## ${claimTitle}`, claimSentence, toldTable(claimTable())];
  const agreement =
    summary.agreements.length > 0 ? [`## ${agreementTitle}`, agreementSentence, ...agreementTables(summary.agreements).map(toldTable)] : [];
  return `${['# What each transport costs', runSentence(summary), facts, '## Verdict', ...verdictList, toldTable(headlineTable(headline(summary))), ...body, ...changes, ...agreement, ...claim, ...warned, generatorSentence(result, sections), intervalSentence(summary), ruleSentence(summary)].join('\n\n')}\n`;
}
