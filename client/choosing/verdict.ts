import type { CellTable } from '../../bench/report/cells.ts';
import { claimSentence } from '../../bench/report/claim.ts';
import { claimTable } from '../../bench/report/theory-tables.ts';
import { verdictMap } from '../../bench/report/verdict-map.ts';
import { pathCostTable, placeTable, verdictSentences } from '../../bench/report/verdict-tables.ts';
import type { Result } from '../../bench/result/result.ts';

/** The committed results that it is made of: two rates through proxies, and compression. */
export const verdictResults = ['bench/results/via.json', 'bench/results/via-seldom.json', 'bench/results/compression.json'] as const;

/** Head and cells as the page's table takes them: a unit stands behind its title. */
const plain = ({ caption, heads, rows }: CellTable, first: string) => ({
  caption,
  head: heads.map(({ title, unit }) => (unit ? `${title}, ${unit}` : title || first)),
  rows: rows.map((cells) => cells.map(({ value }) => value)),
});

/**
 * What `client/page/verdict` shows of committed results: `client/page/verdict/verdict.json`.
 * @throws Error if they do not hold two ways
 */
export function verdictText(results: readonly Result[]): string {
  const map = verdictMap(results);
  if (!map)
    throw new Error(
      'Expected results of direct and of HTTP/2; got neither. Run npm run bench -- --via direct,caddy-h2 --json bench/results/via.json.',
    );
  const [lines, marks, claim] = [plain(pathCostTable(map), 'path'), plain(placeTable(map), 'path'), plain(claimTable(), 'layer')];
  return `${JSON.stringify(
    {
      paths: map.paths.map(({ label, breakEven }) => ({ label, breakEven: Number(breakEven.sse.toPrecision(6)) })),
      places: map.places.map(({ path, rate, interval, cheaper }) => ({ path, rate, interval, cheaper })),
      sentences: verdictSentences(map),
      lines,
      marks,
      claim,
      claimSentence,
      runs: results.map(({ command, commit, started }) => ({ command, commit: commit.slice(0, 12), started: started.slice(0, 10) })),
    },
    undefined,
    1,
  )}\n`;
}
