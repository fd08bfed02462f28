import { type Markers, markedPart } from '../report/marked.ts';
import type { PeersResult } from './result.ts';
import { markdownTable } from './tables.ts';

/** Nobody writes between these two by hand. */
export const markers: Markers = { begin: '<!-- bench:peers -->', end: '<!-- /bench:peers -->' };

/** What docs/peers.md says of the committed run, markers included. @param path of the result, as seen from there */
export function peersSection(result: PeersResult, path: string): string {
  const { commit, environment, measures, peers, settings, tables } = result;
  const { cpu, cores, os, node } = environment;
  const versions = peers.flatMap(({ name, version }) => (/^\d/.test(version) ? [`${name} ${version}`] : []));
  return [
    `${markers.begin}\n## Figures`,
    `Medians of ${settings.rounds} rounds, and of their ratios to the floor of the same round with a 95 % interval. \`npm run bench:peers -- --measure ${measures.join(',')}\` at commit \`${commit}\`, on ${cpu}, ${cores} cores, ${os}, Node ${node}; ${versions.join(', ')}. Every reading is in [${path}](${path}).`,
    ...tables.map((table) => markdownTable(table).replace('## ', '### ').trim()),
    markers.end,
  ].join('\n\n');
}

/** The document with this section in the place of the one that it has. @throws Error if it has none */
export function withSection(document: string, section: string): string {
  const old = markedPart(document, markers);
  if (old === undefined)
    throw new Error(`Expected ${markers.begin} … ${markers.end} in docs/peers.md; got neither. Write them where the tables are to go.`);
  return document.split(old).join(section);
}
