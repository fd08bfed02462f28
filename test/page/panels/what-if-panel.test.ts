import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { formatResult } from '../../../bench/result/result.ts';
import { fixtureResult } from '../../bench/fixture-result.ts';
import { temporaryFolder } from '../../support/lab-process.ts';
import { shareChromium } from '../../support/shared-chromium.ts';
import { openPanels } from './open-panels.ts';

describe.skipIf(!inject('chromium'))('the what-if panel', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('computes the costs, and calls an extrapolation one', async () => {
    const { page } = await openPanels(browser, '#v=1&dock=what-if', 'What if there were more clients?');
    const table = page.locator('.what-if .table');
    const before = await table.innerText();
    await page.getByRole('spinbutton', { name: 'Clients' }).fill('50000');
    await page.getByRole('spinbutton', { name: 'Clients' }).press('Enter');
    await page.waitForFunction((text) => document.querySelector<HTMLElement>('.what-if .table')?.innerText !== text, before);

    const folder = temporaryFolder();
    mkdirSync(join(folder, 'results'));
    const file = join(folder, 'results', 'mine.json');
    writeFileSync(file, formatResult(fixtureResult()));
    await page.locator('.what-if input[type="file"]').setInputFiles(file);
    await page.getByText('the result that you opened').waitFor();
    await page.getByText('are extrapolated: the bench has no measurement for 50000 clients').waitFor();
    expect(await table.innerText()).toContain('≈');
    await page
      .getByText(/polling takes fewer bytes than WebSocket/)
      .first()
      .waitFor();
  });
});
