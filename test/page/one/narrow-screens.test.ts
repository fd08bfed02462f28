import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { shareChromium } from '../../support/shared-chromium.ts';
import { appendNumbers, startTestLab } from '../../support/start-lab.ts';
import { openPage } from '../open-page.ts';
import { stickingOut } from '../widths/sticking-out.ts';

describe.skipIf(!inject('chromium'))('the page with one stream', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it.each([
    [390, 'light'],
    [320, 'dark'],
    [2560, 'light'],
  ] as const)('fits a screen %i pixels wide', async (width, colorScheme) => {
    const lab = await startTestLab({ window: 3 });
    const { page, choose, press, shows } = await openPage(browser, lab, { viewport: { width, height: 800 }, colorScheme });
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
    expect(await stickingOut(page)).toEqual([]);
    // The label of a checkbox or radio button counts as its target. Folded controls are not visible, so they are left out.
    const small = await page.locator('button, input, select, summary, .picker label').evaluateAll((targets) =>
      targets
        .filter((target) => target.checkVisibility())
        .map((target) => (target.matches('[type="checkbox"], [type="radio"]') ? (target.closest('label') ?? target) : target))
        .map((target) => ({ text: target.outerHTML.slice(0, 120), box: target.getBoundingClientRect() }))
        .filter(({ box }) => box.height < 44 || box.width < 44)
        .map(({ text, box }) => `${text} ${box.width} x ${box.height}`),
    );
    expect(small).toEqual([]);
  });
});
