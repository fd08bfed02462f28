/** `npm run lessons:cursor`: counts what a long poll delivers with a cursor and without one, at several round trips, in Chromium. */
import { writeFileSync } from 'node:fs';
import { startProgram } from '../../../server/lab/command-line/start.ts';
import { cursorProgram } from '../../programs.ts';
import { provideBrowser } from '../../support/browsers/provide.ts';
import { type CursorRun, cursorRun, roundTrips } from './cursor-runs.ts';

const { json } = startProgram(cursorProgram).values;

const launch = await provideBrowser('Chromium');
if (!launch) throw new Error('Expected Chromium on this machine; found none. Install it, or set CHROMIUM_PATH.');
const driver = await launch();
const runs: CursorRun[] = [];
try {
  for (const rtt of roundTrips) {
    for (const cursor of [false, true]) {
      const run = await cursorRun(driver, rtt, cursor);
      runs.push(run);
      process.stdout.write(`${rtt} ms, ${cursor ? 'with' : 'without'} cursor: ${run.delivered} delivered, ${run.missing} missing\n`);
    }
  }
} finally {
  await driver.close();
}
const result = { version: driver.version, taken: new Date().toISOString().slice(0, 10), runs };
if (json !== undefined) writeFileSync(json, `${JSON.stringify(result, undefined, 2)}\n`);
// With a cursor nothing may be missing.
process.exit(runs.every(({ cursor, missing }) => !cursor || missing === 0) ? 0 : 1);
