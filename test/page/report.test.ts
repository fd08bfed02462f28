import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { formatResult, schemaVersion } from '../../bench/result/result.ts';
import { newer, older, serve } from '../server/report-support.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { openTab } from './open-tab.ts';

describe.skipIf(!inject('chromium'))('the report in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  /** Opens the report of a lab that has these results. */
  async function open(results: readonly string[] = [formatResult(newer)]): Promise<{ page: Page; complaints: string[] }> {
    const { url, folder } = await serve();
    for (const [index, text] of results.entries()) writeFileSync(join(folder, `${index}.json`), text);
    const { page, complaints } = await openTab(browser);
    await page.goto(`${url}/report.html`);
    return { page, complaints };
  }

  const choose = (page: Page, text: string | Buffer, name = 'mine.json') =>
    page.getByLabel('Drop another result here').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });

  /** Drops a file on the page, as with a mouse. */
  const drop = (page: Page, text: string) =>
    page.evaluate((content) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([content], 'mine.json', { type: 'application/json' }));
      document.querySelector('h1')?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    }, text);

  const said = (page: Page, text: string | RegExp) => page.locator('#said').getByText(text).waitFor();

  it('shows the newest result, and compares it with one that is chosen or dropped', async () => {
    const { page, complaints } = await open([formatResult(older), formatResult(newer)]);
    await page.getByText('bbbbbbbbbbbb').first().waitFor();
    expect(await page.getByText('aaaaaaaaaaaa').count()).toBe(0);
    for (const hand of [choose, drop]) {
      await page.reload();
      await hand(page, formatResult(older));
      const compared = page.locator('#compared');
      await compared.getByText(/Before: 2026-01-01 00:00, commit aaaaaaaaaaaa.*After: 2026-02-01 00:00, commit bbbbbbbbbbbb/).waitFor();
      await compared.getByText('Nothing changed beyond the noise.').waitFor();
    }
    expect(complaints).toEqual([]);
  });

  it('says what is wrong with a file that is not a result, and accepts the next one', async () => {
    const { page } = await open();
    const text = formatResult(older);
    for (const [wrong, sentence] of [
      [text.slice(0, -1_000), /^Expected a result of npm run bench -- --json; got no JSON \(.*\)\. It may be cut off: save it again\.$/],
      ['{"name":"package"}', /^Expected a document with "schema": "transport-lab\/bench-result"; got none\./],
      [
        text.replace(`"version": ${schemaVersion}`, `"version": ${schemaVersion + 1}`),
        new RegExp(`^Expected a result of schema version ${schemaVersion}; got version ${schemaVersion + 1}, written by a later lab\\.`),
      ],
      [text.replace('"seed":', '"sead":'), /expected only the fields .*; got "sead"/],
      [' '.repeat(9 * 1_048_576), /^Expected a result of at most 8388608 bytes; got more\./],
    ] as const) {
      await choose(page, wrong);
      await said(page, sentence);
      expect(await page.locator('#compared').innerHTML()).toBe('');
    }
    await choose(page, text);
    await page.locator('#compared').getByText('Nothing changed beyond the noise.').waitFor();
    expect(await page.locator('#said').textContent()).toBe('');
  });

  it('accepts a file if there is no result to compare it with, and says so', async () => {
    const { page, complaints } = await open([]);
    await page.getByRole('heading', { name: 'No result yet' }).waitFor();
    await choose(page, formatResult(older));
    await said(page, 'It is a result. There is no other to compare it with: save it in bench/results to see it here.');
    expect(complaints).toEqual([]);
  });
});
