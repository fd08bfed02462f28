import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseResult } from '../result/result.ts';
import { readmeSection, withSection } from './readme-section.ts';
import { summarize } from './summary.ts';

/** Puts the table of the committed run into README.md, so that no number there is typed by hand. */
const [readme, reference] = ['README.md', 'bench/results/reference.json'];

if (existsSync(reference)) {
  const section = readmeSection(summarize(parseResult(readFileSync(reference, 'utf8'))), reference);
  writeFileSync(readme, withSection(readFileSync(readme, 'utf8'), section));
} else {
  process.stderr.write(`Expected ${reference}; there is none. Write it with npm run bench -- --full --json ${reference}\n`);
  process.exitCode = 1;
}
