import type { CellTable } from './cells.ts';
import { claimSentence, claimTitle } from './claim.ts';
import { wrap } from './columns.ts';
import { costMap } from './cost-map.ts';
import { generatorSentence } from './generator.ts';
import { pathTable, pathTitle } from './path-table.ts';
import { mainTables, measureTable } from './result-tables.ts';
import { intervalSentence, machineLine, noiseLine, ruleSentence, runSentence, verdictLine } from './sentences.ts';
import type { Section, Summary, Table } from './summary.ts';
import { textTable } from './text-table.ts';
import { agreementSentence, agreementTables, agreementTitle, claimTable, mapTable } from './theory-tables.ts';
import { verdictMap } from './verdict-map.ts';
import { pathCostTable, placeTable, verdictSentences } from './verdict-tables.ts';

export interface TerminalOptions {
  /** ANSI colours for the shapes, and dim captions. Never without a terminal, nor with NO_COLOR. */
  readonly colour?: boolean;
  /** Characters, at most 100. */
  readonly width?: number;
}

/** @param width of the lines, including their indent */
const tableLines = (table: CellTable, width: number, colour: boolean): string[] => [
  ...wrap(table.caption, width, '  '),
  ...textTable(table, width, colour),
  ...(table.notes ?? []).flatMap((note) => wrap(note, width, '  ')),
];

/** A table of the summary. A sentence on noise follows once, below the section. */
const measured = (table: Table, width: number, colour: boolean): string[] =>
  tableLines({ ...measureTable(table), notes: [verdictLine(table)] }, width, colour);

/** Theory beside measurement, with the bar, and whether it was met. */
function agreementLines({ agreements }: Summary, width: number): string[] {
  if (agreements.length === 0) return [];
  const places = agreementTables(agreements).flatMap((table) => ['', ...tableLines(table, width, false)]);
  return [agreementTitle, ...places, ...wrap(agreementSentence, width, '  '), ''];
}

function sectionLines(section: Section, width: number, colour: boolean): string[] {
  const { info } = section;
  const tables = mainTables(section);
  const bold = (text: string) => (colour ? `\x1b[1m${text}\x1b[0m` : text);
  const title = wrap(`${info.title}: ${info.question}`, width).map((line, index) =>
    index === 0 ? line.replace(info.title, bold(info.title)) : line,
  );
  const map = costMap(section);
  const body = map ? ['', ...tableLines(mapTable(map), width, false)] : tables.flatMap((table) => ['', ...measured(table, width, colour)]);
  const [first] = tables;
  const noise = first && !map ? wrap(noiseLine(first), width, '  ') : [];
  return [...title, ...body, ...noise, ...wrap(`Limits: ${info.lie}`, width, '  '), ''];
}

/** The same on the measured ways. */
function pathLines(summary: Summary, width: number): string[] {
  const path = pathTable(summary);
  if (!path) return [];
  const map = verdictMap([summary.result]);
  const crossings = map
    ? [
        ...verdictSentences(map).flatMap((sentence) => wrap(sentence, width, '  ')),
        '',
        ...tableLines(pathCostTable(map), width, false),
        '',
        ...tableLines(placeTable(map), width, false),
        '',
      ]
    : [];
  return [pathTitle, '', ...crossings, ...tableLines(path, width, false), ''];
}

/** The claim of 2010, at each layer. */
const claimLines = (width: number): string[] => [claimTitle, '', ...tableLines(claimTable(), width, false), ...wrap(claimSentence, width, '  '), ''];

/** The report for a terminal: at most 100 columns, and without colour unless asked for. */
export function formatTerminal(summary: Summary, { colour = false, width = 100 }: TerminalOptions = {}): string {
  const columns = Math.min(width, 100);
  const { result, sections, warnings } = summary;
  const opening = [
    ...wrap(runSentence(summary), columns),
    ...wrap(machineLine(result), columns),
    ...wrap(`commit ${result.commit.slice(0, 12)} · seed ${result.seed} · ${result.command}`, columns),
    '',
  ];
  const told = warnings.length > 0 ? ['Warnings', ...warnings.flatMap((warning) => wrap(warning, columns, '  ! ')), ''] : [];
  const body = sections.flatMap((section) => sectionLines(section, columns, colour));
  return `${[...opening, ...body, ...pathLines(summary, columns), ...agreementLines(summary, columns), ...claimLines(columns), ...told, ...wrap(generatorSentence(result, sections), columns), ...wrap(intervalSentence(summary), columns), ...wrap(ruleSentence(summary), columns)].join('\n')}\n`;
}
