import { measures } from '../result/measures.ts';
import { durationText } from './format.ts';
import { headline } from './headline.ts';
import { markdownTable } from './markdown-table.ts';
import { type Markers, markedPart } from './marked.ts';
import { pathTable } from './path-table.ts';
import { choiceTable } from './readme-rows.ts';
import { distanceTable, headlineTable } from './result-tables.ts';
import { intervalSentence, machineLine } from './sentences.ts';
import type { Summary } from './summary.ts';
import { verdicts } from './verdicts.ts';

/** The section between these two is generated. */
export const markers: Markers = { begin: '<!-- bench:table -->', end: '<!-- /bench:table -->' };

/** If there is no section yet, it goes in front of this heading. */
const anchor = '\n## Try it from the terminal\n';

/** A run in one sentence. @param path of the result, as seen from the document */
function runText({ result }: Summary, path: string): string {
  const seconds = (Date.parse(result.ended) - Date.parse(result.started)) / 1_000;
  return `\`${result.command}\` at commit \`${result.commit}\`, in ${durationText(seconds)} on ${machineLine(result)}. All of it is in [${path}](${path})`;
}

/** The README's section on the committed result, markers included: a row for each transport. @param path of the result in the repository */
export const readmeSection = (summary: Summary, path: string): string =>
  [
    `${markers.begin}\n## What does each cost, and which one should you use?`,
    markdownTable(choiceTable(summary)),
    (choiceTable(summary).notes ?? []).join(' '),
    `${runText(summary, path)}; all columns, with their intervals, are in [docs/results.md](docs/results.md).\n${markers.end}`,
  ].join('\n\n');

/** The same for the run through proxies. */
export const viaMarkers: Markers = { begin: '<!-- bench:via -->', end: '<!-- /bench:via -->' };

/** The README's section on the committed run through proxies, markers included. @param path of the result in the repository */
export function viaSection(summary: Summary, path: string): string {
  const table = pathTable(summary);
  if (!table) throw new Error(`Expected a result of two ways at least in ${path}; run npm run bench -- --via direct,nginx-h2 --json ${path}`);
  return [viaMarkers.begin, markdownTable(table), (table.notes ?? []).join(' '), `${runText(summary, path)}.`, viaMarkers.end].join('\n\n');
}

/** The section of docs/results.md: every column, with intervals, the twin and the floor. @param path of the result, as seen from there */
export function resultsSection(summary: Summary, path: string): string {
  const distances = distanceTable(summary);
  const said = verdicts(summary).map(({ sentence, conditions }) => `- ${sentence} (${conditions})`);
  return [
    markers.begin,
    ...(said.length > 0 ? [said.join('\n')] : []),
    'Medians of the rounds of one run. No other value beats one in bold. `tcp` is the floor, the same notifications over a bare TCP push. A/A is an identical twin: the difference of the two is noise.',
    intervalSentence(summary),
    markdownTable(headlineTable(headline(summary))),
    whereMeasured(summary),
    ...(distances ? [markdownTable(distances)] : []),
    `${runText(summary, path)}; [measuring.md](measuring.md) explains it and names its limits.\n${markers.end}`,
  ].join('\n\n');
}

/** The conditions of each column of the table. */
function whereMeasured(summary: Summary): string {
  const places = headline(summary).columns.map(({ measure, caption }) => `${measures[measure].title.toLowerCase()} with ${caption}`);
  return `Measured: ${[...new Set(places)].join('; ')}.`;
}

/** @returns the section of a README with its markers, or `undefined` if it has none */
export const sectionIn = (readme: string): string | undefined => markedPart(readme, markers);

/** Replaces this section of the README. @throws Error if there is no place for it */
export function withSection(readme: string, section: string): string {
  const old = sectionIn(readme);
  if (old !== undefined) return readme.split(old).join(section);
  if (!readme.includes(anchor))
    throw new Error(`Expected ${markers.begin} … ${markers.end} or the heading "${anchor.trim()}" in README.md; got neither.`);
  return readme.replace(anchor, () => `\n${section}\n${anchor}`);
}
