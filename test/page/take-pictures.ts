/** Photographs a lively page for the documentation: `npm run pictures`. */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { readConfig } from '../../server/config.ts';
import { type Lab, startLab } from '../../server/lab.ts';
import { launchChromium, provideChromium } from '../support/chromium.ts';

const folder = process.env.PICTURES ?? join(import.meta.dirname, '../../docs/images');
const pictures = [
  { name: 'page-light', width: 1280, height: 1080, colorScheme: 'light' },
  { name: 'page-dark', width: 1280, height: 1080, colorScheme: 'dark' },
  { name: 'page-phone', width: 390, height: 844, colorScheme: 'light' },
] as const;

type Picture = (typeof pictures)[number];

async function startSmallLab(): Promise<Lab> {
  const invocation = readConfig(['--host', '127.0.0.1', '--port', '0', '--ticker', '0', '--window', '3'], {}, '/nonexistent/.env');
  if (invocation.show !== 'lab') throw new Error('These flags ask for the lab.');
  return startLab(invocation.config);
}

/** A few notifications, a switch, a cut that lasts longer than the window, and a few more. */
async function take(browser: Browser, lab: Lab, { name, width, height, colorScheme }: Picture): Promise<void> {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: 'no-preference' });
  const word = (state: string) => page.getByRole('status').getByText(state, { exact: true }).waitFor();
  const shown = (text: string) => page.getByText(text).first().waitFor();
  const says = async (event: string, ...data: (string | { [key: string]: number | string })[]) => {
    const ids = await lab.log.append(data.map((one) => ({ event, data: one })));
    await shown(ids.at(-1) ?? '');
  };
  await page.goto(lab.url);
  await word('open');
  await says('ticker', { count: 1 }, { count: 2 });
  await page.getByRole('radio', { name: 'long-polling' }).check();
  await word('open');
  await says('weather', { place: 'Zugspitze', celsius: -7.5 });
  await page.getByRole('button', { name: 'Cut the line' }).click();
  await lab.log.append(Array.from({ length: 40 }, (_, index) => ({ event: 'ticker', data: { count: 3 + index } })));
  await page.getByRole('radio', { name: 'sse' }).check();
  await shown('numbers are gone');
  await says('news', 'Anything goes: <b>text</b> is text', { headline: 'The line is back' });
  await page.getByRole('radio', { name: 'websocket' }).check();
  await word('open');
  await page.getByRole('button', { name: 'Publish' }).click();
  await shown('Stored as');
  await says('ticker', { count: 43 });
  await page.mouse.move(0, 0);
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
  if (process.env.PICTURES) await page.screenshot({ path: join(folder, `${name}-full.png`), fullPage: true });
  await page.close();
}

const path = await provideChromium((line) => process.stderr.write(`${line}\n`));
if (!path) throw new Error('Pictures need a browser: install Chromium, or set CHROMIUM_PATH.');
const browser = await launchChromium(path);
for (const picture of pictures) {
  const lab = await startSmallLab();
  await take(browser, lab, picture);
  await lab.close();
}
await browser.close();
