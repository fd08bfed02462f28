import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { parseResult } from '../result/result.ts';
import { rewriteMarked } from './marked.ts';
import { readmeTableProgram } from './readme-program.ts';
import { readmeSection, resultsSection, viaMarkers, viaSection, withSection } from './readme-section.ts';
import { summarize } from './summary.ts';

/** Puts the tables of the committed run into README.md and docs/results.md, so that no number there is typed by hand. */
const reference = 'bench/results/reference.json';
const through = 'bench/results/via.json';

startProgram(readmeTableProgram);
if (existsSync(reference)) {
  const summary = summarize(parseResult(readFileSync(reference, 'utf8')));
  const write = (document: string, section: string) => writeFileSync(document, withSection(readFileSync(document, 'utf8'), section));
  write('README.md', readmeSection(summary, reference));
  write('docs/results.md', resultsSection(summary, `../${reference}`));
} else {
  process.stderr.write(`Expected ${reference}; there is none. Write it with npm run bench -- --full --json ${reference}\n`);
  process.exitCode = 1;
}

if (existsSync(through)) {
  const section = viaSection(summarize(parseResult(readFileSync(through, 'utf8'))), through);
  rewriteMarked('README.md', section, viaMarkers);
}
