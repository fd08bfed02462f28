import { readFileSync, writeFileSync } from 'node:fs';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { markedPart } from '../report/marked.ts';
import { committedCosts } from './committed.ts';
import { scaleProgram } from './program.ts';
import { markers, scaleText } from './text.ts';

startProgram(scaleProgram);
const document = 'docs/scale.md';
const computed = scaleText(committedCosts());
const before = readFileSync(document, 'utf8');
const part = markedPart(before, markers);
if (part === undefined) throw new Error(`Expected ${markers.begin} and ${markers.end} in ${document}; there are none.`);
writeFileSync(
  document,
  before.replace(part, () => computed),
);
process.stdout.write(`${computed}\n`);
