import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { transportNames } from '../../../server/stream/protocol.ts';
import { shareChromium } from '../../support/shared-chromium.ts';
import { appendNumbers, startTestLab } from '../../support/start-lab.ts';
import { openPage } from '../open-page.ts';

describe.skipIf(!inject('chromium'))('the page with one stream', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('loads without an error in the console, and shows what is published', async () => {
    const lab = await startTestLab();
    const page = await openPage(browser, lab);
    await appendNumbers(lab, 3);
    await page.shows('number', '3', 'polling');
    await page.counts('received', '3');
    expect(await page.lines.count()).toBe(3);
    expect(page.complaints).toEqual([]);
  });

  it('switches through all four while notifications are appended: none is missing, none is doubled, all are listed', async () => {
    const lab = await startTestLab();
    const page = await openPage(browser, lab);
    let sent = 0;
    for (const transport of [...transportNames, ...transportNames.toReversed()]) {
      const appended = appendNumbers(lab, 5, 'number', sent + 1);
      await page.choose(transport);
      await appended;
      await appendNumbers(lab, 1, transport);
      sent += 6;
      await page.shows(transport, `-${sent}`);
    }
    await page.counts('received', `${sent}`);
    expect(await page.ledger()).toMatchObject({ received: sent, missing: 0, doubled: 0, reordered: 0, gaps: 0 });
    const ids = await page.lines.locator('.id').allTextContents();
    expect(ids.map((id) => Number(id.split('-')[1]))).toEqual(Array.from({ length: sent }, (_, index) => sent - index));
  });

  it('switches with the keyboard alone', async () => {
    const lab = await startTestLab();
    const { page, state } = await openPage(browser, lab);
    const focused = () => page.evaluate(() => (document.activeElement as HTMLInputElement).value);
    for (let presses = 0; presses < 30 && (await focused()) !== 'polling'; presses += 1) await page.keyboard.press('Tab');
    for (const transport of ['long-polling', 'sse', 'websocket']) {
      await page.keyboard.press('ArrowRight');
      expect(await focused()).toBe(transport);
      await page.waitForFunction((name) => globalThis.lab.stream.transport === name && globalThis.lab.stream.state === 'open', transport);
    }
    await state('open');
  });

  it('keeps the transport and the mode after a reload', async () => {
    const lab = await startTestLab();
    const { page, choose, state } = await openPage(browser, lab);
    await choose('websocket');
    await page.waitForURL(/mode=one.*transport=websocket/);
    await page.reload();
    await state('open');
    expect(await page.evaluate(() => globalThis.lab.stream.transport)).toBe('websocket');
    expect(await page.locator('.picker input:checked').inputValue()).toBe('websocket');
    await page.getByRole('button', { name: 'Race', exact: true }).click();
    await page.waitForURL(/mode=race/);
    await page.reload();
    await page.locator('.card.websocket').waitFor();
    await page.waitForFunction(() => globalThis.lab.lanes.size === 4);
  });
});
