import { startProgram } from '../../server/lab/command-line/start.ts';
import { rewriteMarked } from '../report/marked.ts';
import { committedCosts } from './committed.ts';
import { scaleProgram } from './program.ts';
import { markers, scaleText } from './text.ts';

startProgram(scaleProgram);
const computed = scaleText(committedCosts());
rewriteMarked('docs/scale.md', computed, markers);
process.stdout.write(`${computed}\n`);
