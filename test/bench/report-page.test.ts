import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { formatHtml } from '../../bench/report/html.tsx';
import { summarize } from '../../bench/report/summary.ts';
import { parseResult } from '../../bench/result/result.ts';
import { patience } from '../support/patience.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { fixtureResult } from './fixture-result.ts';

/** Labels of a chart that overlap, or extend beyond it. */
function untidyLabels(): string[] {
  const found: string[] = [];
  for (const picture of document.querySelectorAll('svg[role=img]')) {
    const frame = picture.getBoundingClientRect();
    if (frame.width === 0) continue;
    const boxes = [...picture.querySelectorAll('text')].map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
    for (const [index, { text, box }] of boxes.entries()) {
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
        found.push(`${text} sticks out of ${picture.ariaLabel}`);
      for (const other of boxes.slice(index + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (across > 1 && down > 3) found.push(`${text} and ${other.text} in ${picture.ariaLabel}`);
      }
    }
  }
  return found;
}

describe.skipIf(!inject('chromium'))('The report opened from a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-report-'));
  const file = join(folder, 'report.html');
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(file, formatHtml(summarize(fixtureResult())));
    browser = await shareChromium();
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  async function open(width: number, colorScheme: 'light' | 'dark' = 'light'): Promise<{ page: Page; trouble: string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    onTestFinished(() => page.close());
    const trouble: string[] = [];
    page.on('request', (request) => request.url() !== pathToFileURL(file).href && trouble.push(`asked for ${request.url()}`));
    page.on('console', (message) => trouble.push(message.text()));
    page.on('pageerror', (error) => trouble.push(error.message));
    await page.goto(pathToFileURL(file).href);
    return { page, trouble };
  }

  it.each([
    [1_280, 'light'],
    [1_280, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const)('at %d px, %s, sends no requests, is no wider than the window, and has no overlapping labels', async (width, scheme) => {
    const { page, trouble } = await open(width, scheme);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(await page.evaluate(untidyLabels)).toEqual([]);
    expect(trouble).toEqual([]);
  });

  it('prints to a PDF without cutting off a table', async () => {
    const { page } = await open(1_046);
    await page.emulateMedia({ media: 'print' });
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll('table')]
        .filter((table) => table.getBoundingClientRect().right > innerWidth + 1)
        .map((table) => table.caption?.textContent),
    );
    expect(cut).toEqual([]);
    expect((await page.pdf({ preferCSSPageSize: true })).byteLength).toBeGreaterThan(50_000);
  });

  it('saves the result that it was made from', async () => {
    const { page, trouble } = await open(1_280);
    const [download] = await Promise.all([page.waitForEvent('download', { timeout: patience }), page.click('#download')]);
    const stream = await download.createReadStream();
    const text = Buffer.concat(await stream.toArray()).toString();
    expect(download.suggestedFilename()).toBe('bench-result.json');
    expect(parseResult(text)).toEqual(fixtureResult());
    expect(trouble).toEqual([]);
  });
});
