import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { shareChromium } from '../../support/shared-chromium.ts';
import { abreast } from '../race-support.ts';
import { inspect, openPanels } from './open-panels.ts';

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
    const { page, lab } = await openPanels(browser, '#v=1&dock=bytes&span=60&rate=0');
    const choose = (panel: string) => page.getByRole('radio', { name: panel, exact: true }).check();
    const rows = page.getByRole('log').locator('tbody tr');
    await abreast(page, 4, -1);
    await lab.log.append([
      { event: 'a', data: 1 },
      { event: 'a', data: 2 },
    ]);
    await abreast(page, 4, 1);
    // A stream is one exchange, and has brought both.
    for (const transport of ['sse', 'websocket']) {
      // What is delivered comes into the picture a little later: it may have been frozen before.
      await eventually(`the charts to name what ${transport} has brought`, async () => {
        await choose('Bytes');
        await inspect(page, transport);
        await choose('Charts');
        const named = page.locator('.selection').filter({ hasText: `${transport}, exchange` });
        return /: 2 notifications, delivered after [\d.]+/.test(await named.innerText());
      });
      await choose('Log');
      await eventually(`the rows of ${transport}, and no others, to be marked`, async () => {
        const lanes = await page.locator('.log tr.selected').allInnerTexts();
        return lanes.length === 2 && lanes.every((text) => text.includes(transport));
      });
      const only = page.getByRole('button', { name: 'Only the selected exchange' });
      if ((await only.getAttribute('aria-pressed')) !== 'true') await only.click();
      await eventually(`only rows of ${transport}`, async () => (await rows.count()) === 2 && (await page.locator('.log tr.selected').count()) === 2);
    }
  });
});
