/** Photographs the page for the README: `npm run pictures`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { readConfig } from '../../server/config.ts';
import { type Lab, startLab } from '../../server/lab.ts';
import { launchChromium, provideChromium } from '../support/chromium.ts';

const folder = join(import.meta.dirname, '../../docs/pictures');

/** Far enough that the four differ to the eye. */
const distant = '#v=1&rate=0.9&poll=2000&rtt=300';

const reads = (page: Page, count: number) =>
  page.waitForFunction(
    (wanted) => {
      const { lanes } = globalThis.lab;
      return lanes.size === 4 && [...lanes].every(({ stream }) => stream.ledger.received >= wanted);
    },
    count,
    { timeout: 60_000 },
  );

/** A quarter of a minute without a fault. */
async function race(page: Page): Promise<void> {
  await reads(page, 14);
}

/** A cut line in front of a server that is away: hatched, refused, and explained on the cards. */
async function fault(page: Page): Promise<void> {
  await reads(page, 8);
  const length = page.getByRole('spinbutton', { name: /^For/ });
  await length.fill('30');
  await length.press('Enter');
  await page.getByRole('button', { name: 'Answer 503' }).click();
  await page.getByRole('button', { name: 'Cut the line' }).click();
  await page.evaluate(() => scrollTo(0, 0));
  const log = page.locator('.card.websocket .counts .label').first();
  const published = Number((await log.textContent())?.replace(/\D/g, ''));
  // Five notifications later the hatching is wide enough to be seen, and every lane has tried again.
  await page.waitForFunction(
    (wanted) =>
      document.querySelectorAll('.card .trouble').length === 4 &&
      Number(document.querySelector('.card.websocket .counts .label')?.textContent?.replace(/\D/g, '')) >= wanted,
    published + 5,
  );
}

/** What one notification costs with long-polling, byte by byte. */
async function bytes(page: Page): Promise<void> {
  await reads(page, 6);
  await page.keyboard.press('f');
  const picture = page.getByRole('group', { name: /^Wire lanes/ });
  const heading = page.locator('.inspector .heading').filter({ hasText: 'long-polling, exchange' });
  const notification = page.getByRole('option').filter({ hasText: 'notification' });
  for (let tried = 0; tried < 40; tried += 1) {
    await picture.press('ArrowLeft');
    try {
      // The bytes are asked for once an exchange stays selected, and of those that wait there is no answer.
      await heading.waitFor({ timeout: 1_000 });
      await page.getByRole('listbox').press('End');
      await notification.click({ timeout: 1_000 });
      return;
    } catch {}
  }
  throw new Error('Expected an answered long poll among the last 40 exchanges.');
}

const pictures = [
  { name: 'race-light', height: 872, colorScheme: 'light', scene: race, of: undefined },
  { name: 'fault-dark', height: 872, colorScheme: 'dark', scene: fault, of: undefined },
  { name: 'bytes-light', height: 900, colorScheme: 'light', scene: bytes, of: '.reading' },
] as const;

async function startDistantLab(): Promise<Lab> {
  const invocation = readConfig(['--host', '127.0.0.1', '--port', '0', '--ticker', '0'], {}, '/nonexistent/.env');
  if (invocation.show !== 'lab') throw new Error('These flags ask for the lab.');
  return startLab(invocation.config);
}

async function take(browser: Browser, { name, height, colorScheme, scene, of }: (typeof pictures)[number]): Promise<void> {
  const lab = await startDistantLab();
  const page = await browser.newPage({ viewport: { width: 1_280, height }, colorScheme, reducedMotion: 'no-preference' });
  await page.goto(`${lab.url}/${distant}`);
  await scene(page);
  await page.mouse.move(0, 0);
  const path = join(folder, `${name}.png`);
  await (of ? page.locator(of) : page).screenshot({ path, animations: 'disabled' });
  await page.close();
  await lab.close();
}

const path = await provideChromium((line) => process.stderr.write(`${line}\n`));
if (!path) throw new Error('Pictures need a browser: install Chromium, or set CHROMIUM_PATH.');
mkdirSync(folder, { recursive: true });
const browser = await launchChromium(path);
for (const picture of pictures) await take(browser, picture);
await browser.close();
