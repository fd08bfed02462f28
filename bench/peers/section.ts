import type { Markers } from '../report/marked.ts';
import { coverageText } from '../report/sentences.ts';
import { familyError } from '../report/summary.ts';
import { filledTables } from './measures.ts';
import type { PeersResult } from './result.ts';
import { markdownTable } from './tables.ts';

/** The text between these two is generated. */
export const markers: Markers = { begin: '<!-- bench:peers -->', end: '<!-- /bench:peers -->' };

/** The section of docs/peers.md on the committed run, markers included. @param path of the result, as seen from there */
export function peersSection(result: PeersResult, path: string): string {
  const { commit, environment, measures, peers, settings } = result;
  const { cpu, cores, os, node } = environment;
  const versions = peers.flatMap(({ name, version }) => (/^\d/.test(version) ? [`${name} ${version}`] : []));
  const range = coverageText([settings.rounds]) || 'no such runs, with a single round';
  return [
    `${markers.begin}\n## Figures`,
    `Medians of ${settings.rounds} rounds, and of their ratios to the floor of the same round; the range of the rounds holds the true ratio in ${range}. Arms stand in the order of their setup, and not by rank. An arm is called better or worse than the floor only by the rule of \`npm run bench\`: an error of ${100 * familyError} % over all tables together, and beyond what two identical floors differed by.`,
    `\`npm run bench:peers -- --measure ${measures.join(',')}\` at commit \`${commit}\`, on ${cpu}, ${cores} cores, ${os}, Node ${node}; ${versions.join(', ')}. Every reading is in [${path}](${path}).`,
    ...filledTables(result).map((table) => markdownTable(table).replace('## ', '### ').trim()),
    markers.end,
  ].join('\n\n');
}
