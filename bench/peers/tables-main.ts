import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { PeersResult } from './result.ts';
import { peersSection, withSection } from './section.ts';

/** Puts the tables of the committed peers run into docs/peers.md, so that no number there is typed by hand. */
const [document, result] = ['docs/peers.md', 'bench/results/peers.json'];

const read = existsSync(result) ? (JSON.parse(readFileSync(result, 'utf8')) as PeersResult) : undefined;

if (read?.format === 2) {
  const section = peersSection(read, `../${result}`);
  writeFileSync(document, withSection(readFileSync(document, 'utf8'), section));
} else {
  process.stderr.write(`Expected ${result} of format 2; got ${read ? 'another' : 'none'}. Write it with npm run bench:peers -- --json ${result}\n`);
  process.exitCode = 1;
}
