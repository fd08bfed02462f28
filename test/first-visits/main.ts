/** Makes first visits with the same settings, and says what they are told: `npm run first-visits -- 12`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, platform, release } from 'node:os';
import { commit } from '../../bench/run/environment.ts';
import { defaults } from '../../client/page/settings/url.ts';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { readConfig } from '../../server/lab/config.ts';
import { startLab } from '../../server/lab/lab.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { firstVisitsProgram } from '../programs.ts';
import { launchChromium, provideChromium } from '../support/chromium.ts';
import { bar, type Conclusion, offMedian } from './conclusion.ts';
import { type FirstVisits, resultOf } from './result.ts';
import { switchThrough } from './switching.ts';
import { type Visit, visit } from './visit.ts';

const write = (line: string): void => void process.stdout.write(`${line}\n`);
const cell = (text: string | number): string => String(text).padStart(14);
const print = (...cells: readonly (string | number)[]) => write(cells.map(cell).join(''));
const percent = (share: number): string => (100 * share).toFixed(1);

function printVisits(visits: readonly Visit[], { headlines }: Conclusion): void {
  print('visit', ...transportNames, 'off, %', 'seconds');
  for (const [index, { headlines: told, after }] of visits.entries()) {
    const off = offMedian(told.polling, headlines.polling.median);
    print(index + 1, ...transportNames.map((name) => told[name]), `${percent(off)}${off <= bar ? '' : ' !'}`, after);
  }
  print('median, ms', ...transportNames.map((name) => headlines[name].median));
  print('furthest, %', ...transportNames.map((name) => percent(headlines[name].furthest)));
}

function printResult({ visits, conclusion, switching }: FirstVisits): void {
  printVisits(visits, conclusion);
  const { orders, sentences, sentence, held } = conclusion;
  write(`\n${[...orders, ...sentences].join('\n')}`);
  write(`Its numbers: ${sentence.map(({ median, furthest }) => `${median} ± ${percent(furthest)} %`).join(', ') || 'of different sentences'}.`);
  write(
    `${held ? 'Held' : 'Not held'}: polling and the numbers of the sentence within ${100 * bar} % of their medians, one order, and one sentence.`,
  );
  const { crosses, wrong, missing, doubled } = switching;
  write(
    `${switching.held ? 'Held' : 'Not held'}: R, 4, 1: ${crosses} pixels of crosses, ${missing} missing, ${doubled} doubled, went wrong: ${wrong.join('; ') || 'nothing'}.`,
  );
}

const { argument: count, values } = startProgram(firstVisitsProgram);
const path = await provideChromium((line) => process.stderr.write(`${line}\n`));
if (!path) throw new Error('Visits need a browser: install Chromium, or set CHROMIUM_PATH.');
const invocation = readConfig(['--host', '127.0.0.1', '--port', '0'], {}, '/nonexistent/.env');
if (invocation.show !== 'lab') throw new Error('These flags ask for the lab.');
const lab = await startLab(invocation.config);
const browser = await launchChromium(path);
const about = {
  taken: new Date().toISOString(),
  commit: await commit(),
  browser: `Chromium ${browser.version()}`,
  system: `${platform()} ${release()} ${arch()}`,
  node: process.versions.node,
  seed: defaults.seed,
};
const visits: Visit[] = [];
while (visits.length < count) {
  visits.push(await visit(browser, lab.url));
  process.stderr.write(`${visits.length} of ${count}: ${visits.at(-1)?.sentence}\n`);
}
mkdirSync(values.pictures, { recursive: true });
const switching = await switchThrough(browser, lab.url, values.pictures);
await browser.close();
await lab.close();
const result = resultOf({ ...about, visits, switching });
printResult(result);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, undefined, 2)}\n`);
process.exitCode = result.conclusion.held && switching.held ? 0 : 1;
