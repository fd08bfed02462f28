/** Photographs a race for the documentation: `npm run pictures`. */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { readConfig } from '../../server/config.ts';
import { type Lab, startLab } from '../../server/lab.ts';
import { launchChromium, provideChromium } from '../support/chromium.ts';

const folder = process.env.PICTURES ?? join(import.meta.dirname, '../../docs/images');
const pictures = [
  { name: 'page-light', width: 1280, height: 960, colorScheme: 'light', settings: '' },
  { name: 'page-dark', width: 1280, height: 960, colorScheme: 'dark', settings: '' },
  { name: 'page-phone', width: 390, height: 844, colorScheme: 'light', settings: '&span=5' },
  // For who looks whether it is fit for a wall; the documentation shows the first three.
  ...(process.env.PICTURES
    ? ([
        { name: 'page-wall', width: 3840, height: 2160, colorScheme: 'light', settings: '' },
        { name: 'page-projector', width: 1920, height: 1080, colorScheme: 'dark', settings: '&projector=true' },
        { name: 'page-one', width: 1280, height: 960, colorScheme: 'dark', settings: '&mode=one' },
        { name: 'page-busy', width: 1280, height: 960, colorScheme: 'light', settings: '&rate=500' },
      ] as const)
    : []),
] as const;

type Picture = (typeof pictures)[number];

async function startDistantLab(): Promise<Lab> {
  const invocation = readConfig(['--host', '127.0.0.1', '--port', '0', '--ticker', '0'], {}, '/nonexistent/.env');
  if (invocation.show !== 'lab') throw new Error('These flags ask for the lab.');
  return startLab(invocation.config);
}

/** A race that was cut once: bars, hops, empty answers, and a hatched gap. */
async function take(browser: Browser, lab: Lab, { name, width, height, colorScheme, settings }: Picture): Promise<void> {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: 'no-preference' });
  const reads = (count: number) =>
    page.waitForFunction((wanted) => [...globalThis.lab.lanes].some(({ stream }) => stream.ledger.received >= wanted), count, { timeout: 60_000 });
  await page.goto(`${lab.url}/#v=1&rate=0.9&poll=2000&rtt=300${settings}`);
  await reads(7);
  // As the key does it: the button is far below.
  if (!settings.includes('span')) await page.keyboard.press('c');
  await reads(14);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
  if (process.env.PICTURES) await page.screenshot({ path: join(folder, `${name}-full.png`), fullPage: true, animations: 'disabled' });
  await page.close();
}

const path = await provideChromium((line) => process.stderr.write(`${line}\n`));
if (!path) throw new Error('Pictures need a browser: install Chromium, or set CHROMIUM_PATH.');
const browser = await launchChromium(path);
for (const picture of pictures) {
  const lab = await startDistantLab();
  await take(browser, lab, picture);
  await lab.close();
}
await browser.close();
