import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { shareChromium } from '../../support/shared-chromium.ts';
import { contentOf } from '../open-page.ts';
import { abreast } from '../race-support.ts';
import { openPanels } from './open-panels.ts';

describe.skipIf(!inject('chromium'))('the export', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('saves JSON, CSV, SVG and PNG', async () => {
    const { page } = await openPanels(browser, '#v=1&dock=export', 'Export');
    // Before its first exchange a page has nothing to save, and says so.
    await abreast(page, 4);
    const starts = { JSON: '{\n "schema": "transport-lab/page-run"', CSV: 'at,kind,lane', SVG: '<svg xmlns', PNG: '\u0089PNG' };
    for (const [what, start] of Object.entries(starts)) {
      const button = page.getByRole('button', { name: new RegExp(`as ${what}$`) });
      const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
      const content = await contentOf(download);
      expect(content.toString('latin1').slice(0, start.length), what).toBe(start);
      expect(content.length, what).toBeGreaterThan(200);
    }
  });
});
