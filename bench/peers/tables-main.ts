import { existsSync, readFileSync } from 'node:fs';
import { rewriteMarked } from '../report/marked.ts';
import type { PeersResult } from './result.ts';
import { markers, peersSection } from './section.ts';

/** Puts the tables of the committed peers run into docs/peers.md, so that no number there is typed by hand. */
const result = 'bench/results/peers.json';

const read = existsSync(result) ? (JSON.parse(readFileSync(result, 'utf8')) as PeersResult) : undefined;

if (read?.format === 2) rewriteMarked('docs/peers.md', peersSection(read, `../${result}`), markers);
else {
  process.stderr.write(`Expected ${result} of format 2; got ${read ? 'another' : 'none'}. Write it with npm run bench:peers -- --json ${result}\n`);
  process.exitCode = 1;
}
