import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { shareChromium } from '../../support/shared-chromium.ts';
import { showPanel } from '../open-page.ts';
import { abreast } from '../race-support.ts';
import { inspect, openPanels } from './open-panels.ts';

/** Whether anything is drawn on it. It is read from a copy, because Chromium warns about a canvas that is read more than once. */
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

  it('load without errors, draw every chart, and have tables with the same numbers', async () => {
    const { page, complaints } = await openPanels(browser, '#v=1&dock=charts', 'Charts of the last minute');
    const canvases = page.locator('.chart canvas');
    expect(await canvases.count()).toBe(8);
    for (const canvas of await canvases.all()) {
      await canvas.scrollIntoViewIfNeeded();
      await eventually('every chart to be painted', () => canvas.evaluate(painted));
    }
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
    expect(complaints).toEqual([]);
  });

  it('follow the selection in the lanes, as the log does', async () => {
    const { page, lab } = await openPanels(browser, '#v=1&dock=bytes&span=60&rate=0');
    const choose = (panel: string) => showPanel(page, panel);
    const rows = page.getByRole('log').locator('tbody tr');
    await abreast(page, 4, -1);
    await lab.log.append([
      { event: 'a', data: 1 },
      { event: 'a', data: 2 },
    ]);
    await abreast(page, 4, 1);
    // A stream is one exchange, which has delivered both notifications.
    for (const transport of ['sse', 'websocket']) {
      // A delivery appears in the picture a little later, so the picture may have been frozen too early.
      await eventually(`the charts to name the deliveries of ${transport}`, async () => {
        await choose('Bytes');
        await inspect(page, transport);
        await choose('Charts');
        const named = page.locator('.selection').filter({ hasText: `${transport}, exchange` });
        return /: 2 notifications, delivered after [\d.]+/.test(await named.innerText());
      });
      await choose('Log');
      await eventually(`exactly the rows of ${transport} to be marked`, async () => {
        const lanes = await page.locator('.log tr.selected').allInnerTexts();
        return lanes.length === 2 && lanes.every((text) => text.includes(transport));
      });
      const only = page.getByRole('button', { name: 'Only the selected exchange' });
      if ((await only.getAttribute('aria-pressed')) !== 'true') await only.click();
      await eventually(`only rows of ${transport}`, async () => (await rows.count()) === 2 && (await page.locator('.log tr.selected').count()) === 2);
    }
  });
});
