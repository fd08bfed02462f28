import { readFileSync, writeFileSync } from 'node:fs';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { withMarked } from '../report/marked.ts';
import { committedCosts } from './committed.ts';
import { scaleProgram } from './program.ts';
import { markers, scaleText } from './text.ts';

startProgram(scaleProgram);
const document = 'docs/scale.md';
const computed = scaleText(committedCosts());
writeFileSync(document, withMarked(readFileSync(document, 'utf8'), computed, markers, document));
process.stdout.write(`${computed}\n`);
