import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { allPapers } from './papers.tsx';
import { papersProgram } from './program.ts';

/** Writes docs/lessons anew: a lesson that there is no more leaves no paper behind. */
startProgram(papersProgram);
const folder = 'docs/lessons';
const papers = await allPapers();
rmSync(folder, { recursive: true, force: true });
for (const [path, text] of papers) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
