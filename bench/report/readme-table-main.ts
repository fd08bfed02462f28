import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { parseResult } from '../result/result.ts';
import { readmeTableProgram } from './readme-program.ts';
import { readmeSection, withSection } from './readme-section.ts';
import { summarize } from './summary.ts';

const [readme, reference] = ['README.md', 'bench/results/reference.json'];

startProgram(readmeTableProgram);
if (existsSync(reference)) {
  const section = readmeSection(summarize(parseResult(readFileSync(reference, 'utf8'))), reference);
  writeFileSync(readme, withSection(readFileSync(readme, 'utf8'), section));
} else {
  process.stderr.write(`Expected ${reference}; there is none. Write it with npm run bench -- --full --json ${reference}\n`);
  process.exitCode = 1;
}
