import { writeFileSync } from 'node:fs';
import { environment } from '../../bench/run/environment.ts';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { fuzzProgram } from '../programs.ts';
import { fuzz, isClean } from './fuzz.ts';
import { startTarget } from './target.ts';

const { json, ...plan } = startProgram(fuzzProgram).values;
process.stdout.write(`seed ${plan.seed}, ${plan.inputs.toLocaleString('en')} inputs\n`);
const target = await startTarget();
const began = performance.now();
const tally = await fuzz(plan, target, (done) => done % 10_000 === 0 && process.stderr.write(`${done.toLocaleString('en')} inputs\n`));
const serves = !target.ended() && (await target.serves());
await target.end();
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
const { warm, most, after } = tally.resident;
const answers = Object.entries(tally.answers).map(([status, count]) => `${status}: ${count.toLocaleString('en')}`);
process.stdout.write(
  `answers ${answers.join(', ')}\nresident ${megabytes(warm)} after a tenth of them, at most ${megabytes(most)}, ${megabytes(after)} at the end\n` +
    `${tally.mistakes.length} mistakes${serves ? '' : ', and it serves no more'}\n${tally.mistakes.map((mistake) => `  ${mistake}\n`).join('')}`,
);
const seconds = Math.round((performance.now() - began) / 1_000);
if (json !== undefined) writeFileSync(json, `${JSON.stringify({ ...tally, serves, seconds, environment: await environment() }, null, 2)}\n`);
process.exitCode = serves && isClean(tally) ? 0 : 1;
