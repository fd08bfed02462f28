import { readFileSync, writeFileSync } from 'node:fs';
import { parseResult } from '../../bench/result/result.ts';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { measuredText } from './figures.ts';
import { choosingProgram } from './program.ts';
import { verdictResults, verdictText } from './verdict.ts';

/** Takes from the committed runs what `/decide` says of them, and writes docs/choosing.md, so that no number there is typed by hand. */
startProgram(choosingProgram);
writeFileSync('client/page/decide/measured.json', measuredText(parseResult(readFileSync('bench/results/reference.json', 'utf8'))));
writeFileSync('client/page/verdict/verdict.json', verdictText(verdictResults.map((path) => parseResult(readFileSync(path, 'utf8')))));
// It reads the file that has just been written.
const { choosingText } = await import('./document.ts');
writeFileSync('docs/choosing.md', choosingText());
