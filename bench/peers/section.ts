import { type Markers, withMarked } from '../report/marked.ts';
import { familyError } from '../report/summary.ts';
import { filledTables } from './filled-tables.ts';
import type { PeersResult } from './result.ts';
import { markdownTable, rangeText } from './tables.ts';

/** The text between these two is generated. */
export const markers: Markers = { begin: '<!-- bench:peers -->', end: '<!-- /bench:peers -->' };

/** The section of docs/peers.md on the committed run, markers included. @param path of the result, as seen from there */
export function peersSection(result: PeersResult, path: string): string {
  const { commit, environment, measures, peers, settings } = result;
  const { cpu, cores, os, node } = environment;
  const versions = peers.flatMap(({ name, version }) => (/^\d/.test(version) ? [`${name} ${version}`] : []));
  return [
    `${markers.begin}\n## Figures`,
    `Medians of ${settings.rounds} rounds, and of their ratios to the floor of the same round; the range of the rounds holds the true ratio in ${rangeText(settings)}. Arms stand in the order of their setup, and not by rank. An arm is called better or worse than the floor only by the rule of \`npm run bench\`: an error of ${100 * familyError} % over all tables together, and beyond what two identical floors differed by.`,
    `\`npm run bench:peers -- --measure ${measures.join(',')}\` at commit \`${commit}\`, on ${cpu}, ${cores} cores, ${os}, Node ${node}; ${versions.join(', ')}. Every reading is in [${path}](${path}).`,
    ...filledTables(result).map((table) => markdownTable(table).replace('## ', '### ').trim()),
    markers.end,
  ].join('\n\n');
}

/** Replaces this section of the document. @throws Error if it has none */
export const withSection = (document: string, section: string): string => withMarked(document, section, markers, 'docs/peers.md');
