import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { PeersResult } from './peers/result.ts';
import { peersSection, withSection } from './peers/section.ts';

/** Puts the tables of the committed run beside the peers into docs/peers.md, so that no number there is typed by hand. */
const [document, result] = ['docs/peers.md', 'bench/results/peers.json'];

if (existsSync(result)) {
  const section = peersSection(JSON.parse(readFileSync(result, 'utf8')) as PeersResult, `../${result}`);
  writeFileSync(document, withSection(readFileSync(document, 'utf8'), section));
} else {
  process.stderr.write(`Expected ${result}; there is none. Write it with npm run bench:peers -- --json ${result}\n`);
  process.exitCode = 1;
}
