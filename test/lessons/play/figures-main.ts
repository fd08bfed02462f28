/** `npm run lessons:figures`: writes the numbers that lessons have measured into docs/learn.md, so that none is typed by hand. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { startProgram } from '../../../server/lab/command-line/start.ts';
import { figuresProgram } from '../../programs.ts';
import { figuresSection, runsFile, withFigures } from './figures.ts';
import { readRuns } from './result.ts';

const document = 'docs/learn.md';

startProgram(figuresProgram);
if (existsSync(runsFile)) {
  const section = figuresSection(readRuns(readFileSync(runsFile, 'utf8')));
  writeFileSync(document, withFigures(readFileSync(document, 'utf8'), section));
} else {
  process.stderr.write(`Expected ${runsFile}; there is none. Write it with npm run lessons -- --runs 5 --json ${runsFile}\n`);
  process.exitCode = 1;
}
