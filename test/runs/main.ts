/** Plays the first round of each lesson in Chromium, and saves its run for who cannot run anything: `npm run runs`. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../bench/browser/chromium.ts';
import { complain, runProgram } from '../../bench/command-line/run-program.ts';
import { lessons } from '../../client/page/lessons/index.ts';
import { readRun } from '../../client/page/saved-run/read-run.ts';
import { endOfRun, type SavedRun } from '../../client/page/saved-run/saved-run.ts';
import { formatRun } from '../../client/page/saved-run/write-run.ts';
import { words } from '../../client/page/words/en/words.ts';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { UsageError } from '../../server/lab/command-line/usage-error.ts';
import { readConfig } from '../../server/lab/config.ts';
import { type LessonId, lessonIds } from '../../server/lab/door-paths.ts';
import { type Lab, startLab } from '../../server/lab/lab.ts';
import { leavesTab } from '../lessons/play/play-lesson.ts';
import { runsProgram } from '../programs.ts';
import { provideBrowser } from '../support/browsers/provide.ts';
import { provideChromium } from '../support/chromium.ts';
import { leavingRun } from './leaving-run.ts';
import { mostBytesOfRun } from './most-bytes.ts';

const folder = join(import.meta.dirname, '../../docs/runs');

/** Milliseconds for one round: the longest waits for a machine that does something else. */
const patience = 240_000;

/** Milliseconds that the run goes on before it is saved: the picture is whole some tenths of a second later. */
const afterwards = 1_000;

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click({ timeout: patience });

/** Plays the first round without a bet, until it has told what it measured. */
async function playRound(page: Page, id: LessonId): Promise<void> {
  const { learn } = words;
  const [round] = lessons[id].rounds;
  const steps = words.lessons[id].rounds[round?.id ?? '']?.steps;
  await press(page, learn.skip);
  await press(page, learn.run);
  for (const { id: step, act } of round?.steps ?? []) if (act) await press(page, steps?.[step] ?? '');
  await page.locator('.lesson[data-phase="told"]').waitFor({ timeout: patience });
}

/** The last tenths of a second of it that fit. */
function fitting(run: SavedRun): string {
  for (let tenths = 600; tenths > 5; tenths -= 1) {
    const text = formatRun(endOfRun(run, tenths * 100));
    if (text.length <= mostBytesOfRun) return text;
  }
  throw new Error(`Expected half a second of the run to be at most ${mostBytesOfRun} bytes; it is more. Lower its rate.`);
}

/** Presses the button, and reads the file. */
async function saved(page: Page): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: patience }), press(page, 'Save this run')]);
  return readFileSync(await download.path(), 'utf8');
}

async function record(browser: Browser, lab: Lab, id: LessonId): Promise<string> {
  const page = await browser.newPage({ viewport: { width: 1_280, height: 800 } });
  try {
    await page.goto(`${lab.url}/learn/${id}#v=1&rate=2&rtt=0`);
    // What saves a run is a part of the page that comes when it is wanted, and a lesson may end on a line that lets nothing through.
    await page.waitForTimeout(afterwards);
    await saved(page);
    await playRound(page, id);
    await page.waitForTimeout(afterwards);
    return fitting(readRun(await saved(page)));
  } finally {
    await page.close();
  }
}

/** A tab that Playwright drives is never hidden: a lesson about that has a browser of its own. */
async function recordLeaving(lab: Lab, id: LessonId): Promise<string> {
  const driver = await (await provideBrowser('Chromium'))?.();
  if (!driver) throw new UsageError('Runs need a browser: install Chromium, or set CHROMIUM_PATH.');
  try {
    return fitting(readRun(await leavingRun(driver, `${lab.url}/learn/${id}#v=1&rate=2&rtt=0`, id, afterwards)));
  } finally {
    await driver.close();
  }
}

async function main(): Promise<number> {
  const { values } = startProgram(runsProgram);
  const path = await provideChromium(complain);
  if (!path) throw new UsageError('Runs need a browser: install Chromium, or set CHROMIUM_PATH.');
  const invocation = readConfig(['--host', '127.0.0.1', '--port', '0', '--rtt', '0'], {}, '/nonexistent/.env');
  if (invocation.show !== 'lab') throw new Error('These flags ask for the lab.');
  mkdirSync(folder, { recursive: true });
  const browser = await launchChromium(path);
  try {
    for (const id of values.only ?? lessonIds) {
      // A lab of its own for each: its numbers begin at one.
      const lab = await startLab(invocation.config);
      const text = await (leavesTab(id) ? recordLeaving(lab, id) : record(browser, lab, id)).finally(() => lab.close());
      writeFileSync(join(folder, `${id}.json`), text);
      complain(`docs/runs/${id}.json: ${text.length.toLocaleString('en')} bytes`);
    }
  } finally {
    await browser.close();
  }
  return 0;
}

runProgram(main);
