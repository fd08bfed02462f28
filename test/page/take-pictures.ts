/** Photographs the page for the README: `npm run pictures`. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../bench/browser/chromium.ts';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { readConfig } from '../../server/lab/config.ts';
import { type Lab, startLab } from '../../server/lab/lab.ts';
import { picturesProgram } from '../programs.ts';
import { provideChromium } from '../support/chromium.ts';

const folder = join(import.meta.dirname, '../../docs/pictures');

/** A round trip long enough to see the differences between the four. */
const distant = '#v=1&rate=0.6&poll=1000&rtt=300';

const reads = (page: Page, count: number) =>
  page.waitForFunction(
    (wanted) => {
      const { lanes } = globalThis.lab;
      return lanes.size === 4 && [...lanes].every(({ stream }) => stream.ledger.received >= wanted);
    },
    count,
    { timeout: 60_000 },
  );

/** Waits, without a fault, until the sentence compares all four: three minutes at this rate. */
async function race(page: Page): Promise<void> {
  await page.locator('.live-sentence[data-state="told"]').waitFor({ timeout: 400_000 });
  // Waits until the warning is gone that the browser is busy with something else.
  await page.locator('.wire .chip.warn').waitFor({ state: 'detached', timeout: 60_000 });
}

/** Cut connections and a relay that answers 503: the lanes show hatching and refusals, and the cards the reason. */
async function fault(page: Page): Promise<void> {
  await reads(page, 8);
  const length = page.getByRole('spinbutton', { name: /^For/ });
  await length.fill('30');
  await length.press('Enter');
  await page.getByRole('button', { name: 'Answer 503' }).click();
  await page.getByRole('button', { name: 'Cut the line' }).click();
  await page.evaluate(() => scrollTo(0, 0));
  const published = Number((await page.locator('.card.websocket .counts').getAttribute('title'))?.replace(/\D/g, ''));
  // After four more notifications the hatching is wide enough to be seen, and every lane has tried to reconnect.
  await page.waitForFunction(
    (wanted) =>
      document.querySelectorAll('.card .trouble').length === 4 &&
      Number(document.querySelector<HTMLElement>('.card.websocket .counts')?.title.replace(/\D/g, '')) >= wanted,
    published + 4,
  );
}

/** The bytes of one notification over long-polling. */
async function bytes(page: Page): Promise<void> {
  await reads(page, 6);
  await page.keyboard.press('f');
  const picture = page.getByRole('group', { name: /^Network traffic/ });
  const heading = page.locator('.inspector .heading').filter({ hasText: 'long-polling, exchange' });
  const notification = page.getByRole('option').filter({ hasText: 'notification' });
  for (let tried = 0; tried < 40; tried += 1) {
    await picture.press('ArrowRight');
    try {
      // The inspector requests bytes only after an exchange has stayed selected for a while, and an exchange that is still held has no answer.
      await heading.waitFor({ timeout: 1_000 });
      await page.getByRole('listbox').press('End');
      await notification.click({ timeout: 1_000 });
      await page.evaluate(() => (document.activeElement as HTMLElement).blur());
      return;
    } catch {}
  }
  throw new Error('Expected an answered long poll among the 40 exchanges after the first.');
}

/** CSS pixels: the width that the README is read at. */
const [width, height] = [1_200, 840];
/** CSS pixels around a part of the page. */
const margin = 16;

const pictures = [
  { name: 'race-light', colorScheme: 'light', scene: race },
  { name: 'fault-dark', colorScheme: 'dark', scene: fault, hash: '&conditions=true' },
  { name: 'bytes-light', colorScheme: 'light', scene: bytes, part: '.reading' },
] as const;

/** Scrolls to a part of the page. @returns its box with a margin */
async function clipOf(page: Page, part: string): Promise<{ x: number; y: number; width: number; height: number }> {
  await page.locator(part).evaluate((element) => scrollBy(0, element.getBoundingClientRect().top - 100));
  const box = await page.locator(part).boundingBox();
  if (!box) throw new Error(`Expected ${part} on the page.`);
  return { x: box.x - margin, y: box.y - margin, width: box.width + 2 * margin, height: box.height + 2 * margin };
}

async function startDistantLab(): Promise<Lab> {
  const invocation = readConfig(['--host', '127.0.0.1', '--port', '0', '--ticker', '0'], {}, '/nonexistent/.env');
  if (invocation.show !== 'lab') throw new Error('These flags ask for the lab.');
  return startLab(invocation.config);
}

async function take(browser: Browser, { name, colorScheme, scene, ...rest }: (typeof pictures)[number]): Promise<void> {
  const lab = await startDistantLab();
  const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: 'no-preference' });
  await page.goto(`${lab.url}/${distant}${'hash' in rest ? rest.hash : ''}`);
  await scene(page);
  await page.mouse.move(0, 0);
  const clip = 'part' in rest ? { clip: await clipOf(page, rest.part) } : {};
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', ...clip });
  await page.close();
  await lab.close();
}

startProgram(picturesProgram);
const path = await provideChromium((line) => process.stderr.write(`${line}\n`));
if (!path) throw new Error('Pictures need a browser: install Chromium, or set CHROMIUM_PATH.');
mkdirSync(folder, { recursive: true });
const browser = await launchChromium(path);
for (const picture of pictures) await take(browser, picture);
await browser.close();
