import { readFileSync, writeFileSync } from 'node:fs';
import { parseResult } from '../../bench/result/result.ts';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { measuredText } from './figures.ts';
import { choosingProgram } from './program.ts';

/** Takes from the committed run what `/decide` says of it, and writes docs/choosing.md, so that no number there is typed by hand. */
startProgram(choosingProgram);
writeFileSync('client/page/decide/measured.json', measuredText(parseResult(readFileSync('bench/results/reference.json', 'utf8'))));
// It reads the file that has just been written.
const { choosingText } = await import('./document.ts');
writeFileSync('docs/choosing.md', choosingText());
