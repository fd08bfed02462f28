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

  it.each(['JSON', 'CSV', 'SVG', 'PNG'])('saves %s', async (what) => {
    const { page } = await openPanels(browser, '#v=1&dock=export', 'Export');
    // Before its first exchange a page has nothing to save, and says so.
    await abreast(page, 4);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: new RegExp(`as ${what}$`) }).click()]);
    const content = await contentOf(download);
    const starts = { JSON: '{\n "schema": "transport-lab/page-run"', CSV: 'at,kind,lane', SVG: '<svg xmlns', PNG: '\u0089PNG' } as const;
    expect(content.toString('latin1').startsWith(starts[what as keyof typeof starts])).toBe(true);
    expect(content.length).toBeGreaterThan(200);
  });
});
