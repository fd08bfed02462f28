/** Makes first visits with the same settings, and reports what each visitor sees: `npm run first-visits -- 12`. */

import { mkdirSync } from 'node:fs';
import { arch, availableParallelism, loadavg, platform, release } from 'node:os';
import { launchChromium } from '../../bench/browser/chromium.ts';
import { exitCodes } from '../../bench/command-line/exit-code.ts';
import { requireWritable, writeOutputs } from '../../bench/command-line/outputs.ts';
import { complain, runProgram } from '../../bench/command-line/run-program.ts';
import { commit } from '../../bench/run/environment.ts';
import { defaults } from '../../client/page/settings/url.ts';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { UsageError } from '../../server/lab/command-line/usage-error.ts';
import { readConfig } from '../../server/lab/config.ts';
import { type Lab, startLab } from '../../server/lab/lab.ts';
import { firstVisitsProgram } from '../programs.ts';
import { provideChromium } from '../support/chromium.ts';
import { textOf } from './print.ts';
import { type FirstVisits, resultOf } from './result.ts';
import { switchThrough } from './switching.ts';
import { type Visit, visit } from './visit.ts';

/** Starts the lab as `npm start` does, on a port of its own. */
async function startDefaultLab(): Promise<Lab> {
  const invocation = readConfig(['--host', '127.0.0.1', '--port', '0'], {}, '/nonexistent/.env');
  if (invocation.show !== 'lab') throw new Error('These flags ask for the lab.');
  return startLab(invocation.config);
}

/** @param pictures the folder for them */
async function makeVisits(count: number, pictures: string): Promise<FirstVisits> {
  const path = await provideChromium(complain);
  if (!path) throw new UsageError('Visits need a browser: install Chromium, or set CHROMIUM_PATH.');
  mkdirSync(pictures, { recursive: true });
  const [taken, lab, browser] = [new Date().toISOString(), await startDefaultLab(), await launchChromium(path)];
  try {
    const visits: Visit[] = [];
    while (visits.length < count) {
      visits.push(await visit(browser, lab.url));
      complain(`${visits.length} of ${count}: ${visits.at(-1)?.sentence}`);
    }
    const switching = await switchThrough(browser, lab.url, pictures);
    return resultOf({
      taken,
      commit: await commit(),
      browser: `Chromium ${browser.version()}`,
      system: `${platform()} ${release()} ${arch()}`,
      node: process.versions.node,
      seed: defaults.seed,
      visits,
      switching,
    });
  } finally {
    await browser.close();
    await lab.close();
  }
}

async function main(): Promise<number> {
  const { argument: count, values } = startProgram(firstVisitsProgram);
  const outputs = values.json === undefined ? [] : [{ flag: 'json', place: values.json }];
  requireWritable(outputs);
  const result = await makeVisits(count, values.pictures);
  const written = writeOutputs(
    outputs.map((output) => ({ ...output, format: () => `${JSON.stringify(result, undefined, 2)}\n` })),
    complain,
  );
  process.stdout.write(textOf(result, { processes: loadavg()[1] ?? 0, processors: availableParallelism() }));
  return written && result.conclusion.held && result.switching.held ? exitCodes.fine : exitCodes.failure;
}

runProgram(main);
