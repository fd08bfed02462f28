import { createHash } from 'node:crypto';
import { measures } from '../result/measures.ts';
import type { Result } from '../result/result.ts';
import { agreementSentence, agreementTitle } from './agreement-table.ts';
import { element, escapeText, type Markup } from './charts/svg.ts';
import { claimSentence, claimTitle } from './claim.ts';
import { generatorSentence } from './generator.ts';
import { type Headline, headline } from './headline.ts';
import { costFigures, dotsFigure, ecdfFigure, mapFigure, seriesFigures, stackFigure } from './html/figures.ts';
import { icon, iconPolicy } from './html/icon.ts';
import { claims, method } from './html/method.ts';
import { style } from './html/style.ts';
import { agreementTable, claimTable, headlineTable, measureTable } from './html/tables.ts';
import { intervalSentence, machineLine, noiseLine, ruleSentence, runSentence, verdictLine } from './sentences.ts';
import type { Section, Summary, Table } from './summary.ts';

/** Saves the embedded result as a file. The page does nothing else. */
const script = `document.getElementById('download').addEventListener('click', () => {
  const text = document.getElementById('result').textContent;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = 'bench-result.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});`;

const escapes: Readonly<Record<string, string>> = { '<': '\\u003c', '\u2028': '\\u2028', '\u2029': '\\u2029' };

/** JSON, without blanks because nobody reads it here, that cannot end the script element that it stands in (HTML standard, section 4.12.1.3), nor break a line in JavaScript. */
export const embeddable = (result: Result): string => JSON.stringify(result).replace(/[<\u2028\u2029]/g, (character) => escapes[character] ?? '');

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing may be fetched from anywhere; these two inline texts and no others may run (CSP 3, section 2.3.1). */
const policy = `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; ${iconPolicy}; base-uri 'none'; form-action 'none'`;

/** A factor is not torn from its sign. */
const paragraph = (text: string, kind?: string): Markup => element('p', { class: kind }, escapeText(text).replaceAll(' ×', '&nbsp;×'));

const section = (heading: string, ...children: readonly Markup[]): Markup => {
  const content = children.filter((child) => child !== '');
  return content.length === 0 ? '' : element('section', {}, element('h2', {}, escapeText(heading)), ...content);
};

const items = (list: readonly string[]): Markup => element('ul', {}, ...list.map((item) => element('li', {}, escapeText(item))));

function facts(summary: Summary): Markup {
  const { result } = summary;
  const { versions, fairness } = result.environment;
  const named = (entries: Readonly<Record<string, string>>) =>
    Object.entries(entries)
      .map(([key, value]) => `${key} ${value}`)
      .join(' · ');
  const rows: readonly (readonly [string, Markup])[] = [
    ['Command', element('code', {}, escapeText(result.command))],
    ['Commit', element('code', {}, escapeText(result.commit))],
    ['Seed', String(result.seed)],
    ['When', escapeText(`${result.started} to ${result.ended}`)],
    ['Machine', escapeText(machineLine(result))],
    ['Versions', escapeText(named(versions))],
    ['The same for all', escapeText(named(fairness))],
  ];
  return element('dl', {}, ...rows.map(([key, value]) => element('dt', {}, key) + element('dd', {}, value)));
}

/** Where the columns of the verdict table come from. */
function headlineConditions({ columns }: Headline): Markup {
  const places = [...new Map(columns.map(({ measure, caption }) => [measure, caption]))];
  return paragraph(places.map(([name, caption]) => `${measures[name].title}: ${caption}.`).join(' '), 'note');
}

/** Where there are slopes, these; otherwise all. */
const mainTables = (tables: readonly Table[]): readonly Table[] =>
  tables.some(({ slopes }) => slopes) ? tables.filter(({ slopes }) => slopes) : tables;

/** Points that a slope was drawn through, and the cells of a map, are for whoever looks for them. */
function measureSection(one: Section): Markup {
  const map = mapFigure(one);
  const main = map ? [] : mainTables(one.tables);
  const rest = one.tables.filter((table) => !main.includes(table));
  const told = main.flatMap((table) => [paragraph(verdictLine(table), 'verdict'), measureTable(table), paragraph(noiseLine(table), 'note')]);
  const more =
    rest.length === 0 ? '' : element('details', {}, element('summary', {}, `${rest.length} tables with every condition`), ...rest.map(measureTable));
  return section(
    one.info.title,
    paragraph(one.info.question),
    ...told,
    map,
    seriesFigures(one),
    more,
    paragraph(`Where this lies: ${one.info.lie}`, 'note'),
  );
}

function methodSection(summary: Summary): Markup {
  return section(
    'How it was measured, and what it cannot support',
    items(method),
    paragraph(generatorSentence(summary.result, summary.sections)),
    paragraph(intervalSentence(summary)),
    paragraph(ruleSentence(summary)),
    element('h3', {}, 'Claims that this report cannot support'),
    items(claims),
  );
}

const hatch =
  '<svg class="definitions" width="0" height="0" aria-hidden="true"><defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
  '<rect class="hatch-ground" width="5" height="5"/><line class="hatch-line" x1="0" y1="0" x2="0" y2="5"/></pattern></defs></svg>';

function body(summary: Summary): Markup {
  const { sections, warnings } = summary;
  const of = (name: Section['name']) => sections.filter((one) => one.name === name).flatMap(({ tables }) => tables);
  const dots = sections.filter((one) => one.tables.length <= 3 || one.tables.some(({ slopes }) => slopes));
  return [
    element('h1', {}, 'What each transport costs'),
    paragraph(runSentence(summary), 'lead'),
    facts(summary),
    section('Verdict', headlineTable(headline(summary)), headlineConditions(headline(summary))),
    section('Latency, whole', ...of('latency').map(ecdfFigure)),
    section('Bytes, by what they are for', ...of('bytes').map(stackFigure)),
    section('Cost against clients', costFigures(sections)),
    section(
      'Every run',
      paragraph('Each dot is a round, the shape their median, a hollow shape the identical twin, a bar across what the model says.', 'note'),
      ...dots.flatMap(({ info, tables }) => mainTables(tables).map((table) => element('h3', {}, info.title) + dotsFigure(table))),
    ),
    ...sections.map(measureSection),
    summary.agreements.length > 0 ? section(agreementTitle, paragraph(agreementSentence), agreementTable(summary.agreements)) : '',
    section(claimTitle, paragraph(claimSentence), claimTable()),
    section('Warnings', warnings.length > 0 ? items(warnings) : paragraph('None.')),
    methodSection(summary),
    section(
      'The raw result',
      paragraph('All rounds, censuses and histograms, as the bench wrote them.'),
      element('button', { id: 'download', type: 'button' }, 'Save the JSON'),
    ),
  ].join('\n');
}

/** The report as one file that opens anywhere, also from a disk without a network. */
export function formatHtml(summary: Summary): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What each transport costs</title>
${icon}
<style>${style}</style>
</head>
<body>
${hatch}
<main>
${body(summary)}
</main>
<script type="application/json" id="result">${embeddable(summary.result)}</script>
<script>${script}</script>
</body>
</html>
`;
}
