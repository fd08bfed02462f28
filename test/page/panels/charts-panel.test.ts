import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { shareChromium } from '../../support/shared-chromium.ts';
import { openPanels } from './open-panels.ts';

/** Whether anything but the ground is on it: read from a copy, because Chromium warns of a canvas that is read more than once. */
function painted(canvas: Element): boolean {
  const { width, height } = canvas as HTMLCanvasElement;
  if (width === 0 || height === 0) return false;
  const brush = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  brush?.drawImage(canvas as HTMLCanvasElement, 0, 0);
  return brush?.getImageData(0, 0, width, height).data.some((value) => value > 0) ?? false;
}

describe.skipIf(!inject('chromium'))('the charts', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });
  afterAll(() => browser?.close());

  it('load without a complaint, and draw every chart', async () => {
    const { page, complaints } = await openPanels(browser, '#v=1&dock=charts', 'Charts of the last minute');
    const canvases = page.locator('.chart canvas');
    expect(await canvases.count()).toBe(8);
    for (const canvas of await canvases.all()) {
      await canvas.scrollIntoViewIfNeeded();
      await eventually('every chart to be painted', () => canvas.evaluate(painted));
    }
    expect(complaints).toEqual([]);
  });

  it('show in tables what the charts show', async () => {
    const { page } = await openPanels(browser, '#v=1&dock=charts', 'Charts of the last minute');
    for (const [index, caption] of [
      'Median latency in ms (number of deliveries)',
      "Bytes since the last reset, at the server's sockets, without TCP, IP and TLS",
      'Latency percentiles in ms, last 60 s',
      "The server's process, newest first",
    ].entries()) {
      await page.locator('.charts summary').nth(index).click();
      const table = page.getByRole('table', { name: caption }).first();
      await eventually(`a row in the table “${caption}”`, async () => (await table.getByRole('row').count()) > 1);
    }
  });

  it('follow what is selected in the lanes, as the log does', async () => {
    const { page } = await openPanels(browser, '#v=1&dock=charts&span=60&rate=1', 'Charts of the last minute');
    const line = page.locator('.selection');
    // An empty poll has brought nothing that the log could show.
    const told = /exchange \d+: [\d,]+ notifications?, delivered after [\d.]+/;
    await line.filter({ hasText: told }).waitFor();
    const before = await line.innerText();
    const picture = page.getByRole('group', { name: /^Wire lanes/ });
    await eventually('another exchange with notifications to be named', async () => {
      await picture.press('ArrowLeft');
      const now = await line.innerText();
      return now !== before && told.test(now);
    });
    await page.getByRole('radio', { name: 'Log', exact: true }).check();
    const rows = page.getByRole('log').locator('tbody tr');
    await page.locator('.log tr.selected').first().waitFor();
    await page.getByRole('button', { name: 'Only the selected exchange' }).click();
    await eventually('only rows of the selected exchange', async () => {
      const [all, selected] = await rows.evaluateAll((found) => [found.length, found.filter((one) => one.classList.contains('selected')).length]);
      return all !== undefined && all > 0 && all === selected;
    });
  });
});
