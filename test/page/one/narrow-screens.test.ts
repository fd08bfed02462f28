import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { shareChromium } from '../../support/shared-chromium.ts';
import { appendNumbers, startTestLab } from '../../support/start-lab.ts';
import { openPage } from '../open-page.ts';
import { stickingOut } from '../widths/sticking-out.ts';

/** The controls that are too small for a finger, with their sizes. */
const tooSmall = (page: Page): Promise<string[]> =>
  page.locator('button, input, select, summary, .picker label').evaluateAll((targets) =>
    targets
      // Folded controls are not visible.
      .filter((target) => target.checkVisibility())
      // The label of a checkbox or radio button counts as its target.
      .map((target) => (target.matches('[type="checkbox"], [type="radio"]') ? (target.closest('label') ?? target) : target))
      .map((target) => ({ text: target.outerHTML.slice(0, 120), box: target.getBoundingClientRect() }))
      .filter(({ box }) => box.height < 44 || box.width < 44)
      .map(({ text, box }) => `${text} ${box.width} x ${box.height}`),
  );

describe.skipIf(!inject('chromium'))('the page with one stream', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('fits a screen 320, 390 or 2,560 pixels wide, in light and in dark colours', async () => {
    const lab = await startTestLab({ window: 3 });
    const { page, choose, press, shows } = await openPage(browser, lab, { viewport: { width: 390, height: 800 } });
    await choose('long-polling');
    await lab.log.append([{ event: 'w'.repeat(64), data: 'unbroken'.repeat(100) }]);
    await shows('-1');
    await press('Cut this stream');
    await appendNumbers(lab, 9);
    await press('Reconnect');
    await shows('gap');
    await page.getByLabel('only this event').fill('m'.repeat(64));
    await press('Subscribe');
    await page.getByText('This stream reads one event').waitFor();
    for (const [width, colorScheme] of [
      [390, 'light'],
      [320, 'dark'],
      [2_560, 'light'],
    ] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      let out: string[] = [];
      // The picture changes its size with the next frame.
      await eventually(
        () => `everything to fit ${width} pixels; wider are ${out.join('; ')}`,
        async () => {
          out = await stickingOut(page);
          return out.length === 0;
        },
      );
      expect(await tooSmall(page), `${width}`).toEqual([]);
    }
  });
});
