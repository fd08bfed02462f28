import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { launchChromium } from '../../../bench/browser/chromium.ts';
import { transportNames } from '../../../server/stream/protocol.ts';
import { shareChromium } from '../../support/shared-chromium.ts';
import { inspect, openPanels } from './open-panels.ts';

/** Data of a notification that must be shown as text everywhere. */
const wild = '<script>globalThis.broken = true</script><img src=x onerror="globalThis.broken = true"> \u202eשלום 🙂';

describe.skipIf(!inject('chromium'))('the inspector', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('opens an exchange of each transport, and counts the same bytes as the model predicts', async () => {
    // The full browser, as visitors have it: the headless shell sends headers that the model does not know.
    const whole = await launchChromium(inject('chromium'));
    onTestFinished(() => whole.close());
    // A low rate, because only the last 4 KiB of a stream are kept, and on a slow machine they could be full.
    const { page, complaints, lab } = await openPanels(whole, '#v=1&rate=0.2&span=60');
    for (const name of transportNames) await page.locator(`.card.${name} .chip`).getByText('open', { exact: true }).waitFor();
    await lab.log.append([{ event: 'wild', data: wild }]);
    for (const transport of transportNames) {
      await inspect(page, transport);
      const rows = page.locator('.inspector .table tbody tr');
      expect(await rows.count()).toBe(4);
      const sums = await rows.evaluateAll((all) => all.map((one) => [...one.querySelectorAll('td')].map((cell) => cell.textContent)));
      for (const cell of sums.flat()) {
        const [counted, predicted] = (cell ?? '').split(' / ');
        expect(predicted, `${transport}: ${JSON.stringify(sums)}`).toBe(counted);
      }
    }
    expect(complaints).toEqual([]);
  });

  it('goes through the parts with the keyboard alone, and shows the data of a notification as text', async () => {
    const { page, lab } = await openPanels(browser, '#v=1&rate=0.2&span=60');
    await page.locator('.card.sse .chip').getByText('open', { exact: true }).waitFor();
    await lab.log.append([{ event: 'wild', data: `${wild} ${'x'.repeat(60_000)}` }]);
    await inspect(page, 'sse');
    const list = page.getByRole('listbox', { name: 'Parts of the exchange' });
    await list.focus();
    const content = (text: string | RegExp) => page.locator('.inspector .content').filter({ hasText: text }).waitFor();
    await list.press('End');
    await content('<script>globalThis.broken');
    await list.press('ArrowUp');
    await content(/^data:/);
    await list.press('Home');
    await content(/^GET /);
    await list.press('End');
    await content('<script>globalThis.broken');
    await page.getByText('Could this be dropped?').waitFor();
    expect(await page.evaluate(() => 'broken' in globalThis)).toBe(false);
    // Only the visible rows exist, however long the stream is.
    expect(await page.locator('.hex p').count()).toBeLessThan(40);
    expect(await page.getByRole('option').count()).toBeLessThan(40);
  });
});
