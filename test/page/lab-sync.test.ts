import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { Onlooker } from '../server/telemetry-support.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { startTestLab } from '../support/start-lab.ts';
import { openTab } from './open-tab.ts';

declare global {
  /** Whether the page's telemetry finds the lab. */
  var telemetryPasses: boolean;
  /** The sockets of its telemetry so far. */
  var telemetrySockets: WebSocket[];
}

const settings = '#v=1&rate=5&lanes=polling&poll=60000&rtt=0&conditions=true';

describe.skipIf(!inject('chromium'))('what is set on a page and in the lab', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('is what others have set while the page was away, unless its visitor has set something else meanwhile', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const onlooker = await Onlooker.at(lab);
    const { page } = await openTab(browser, { viewport: { width: 1_280, height: 900 }, changed: true });
    await page.addInitScript(() => {
      globalThis.telemetryPasses = true;
      globalThis.telemetrySockets = [];
      const Real = WebSocket;
      globalThis.WebSocket = class extends Real {
        constructor(url: string | URL) {
          const isTelemetry = String(url).includes('/telemetry');
          super(isTelemetry && !globalThis.telemetryPasses ? String(url).replace('/telemetry', '/nowhere') : url);
          if (isTelemetry) globalThis.telemetrySockets.push(this);
        }
      };
    });
    const rate = (wanted: number) => onlooker.until(`a rate of ${wanted}`, () => onlooker.state.schedule?.rate === wanted);
    const typed = page.getByRole('spinbutton', { name: 'Notifications', exact: true });
    const away = async () => {
      await page.evaluate(() => {
        globalThis.telemetryPasses = false;
        for (const socket of globalThis.telemetrySockets) socket.close();
      });
      await expect.poll(() => typed.isDisabled()).toBe(true);
    };
    const back = async () => {
      await page.evaluate(() => {
        globalThis.telemetryPasses = true;
      });
      await expect.poll(() => typed.isEnabled()).toBe(true);
    };
    await page.goto(`${lab.url}/${settings}`);
    await rate(5);
    await away();
    await onlooker.tell({ type: 'schedule', schedule: { rate: 7, burst: 1, payload: 64, seed: 1 } });
    await back();
    await expect.poll(() => typed.inputValue()).toBe('7');
    expect(
      onlooker
        .all('state')
        .map(({ state }) => state.schedule?.rate)
        .at(-1),
    ).toBe(7);

    // The page writes its settings into the URL a moment later.
    await page.waitForFunction(() => location.hash.includes('rate=7'));
    await away();
    await page.evaluate(() => {
      location.hash = location.hash.replace('rate=7', 'rate=9');
    });
    // The notice of the command that failed; its sentence depends on how long the page has been away.
    await page.getByRole('alert').getByRole('button', { name: 'Dismiss' }).waitFor();
    await back();
    await rate(9);
  });

  it('is the same where the lab was started with more than a slider reaches, and its numbers go on', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const onlooker = await Onlooker.at(lab);
    const { page } = await openTab(browser, { viewport: { width: 1_280, height: 900 } });
    await page.goto(`${lab.url}/${settings.replace('lanes=polling', 'lanes=sse')}`);
    await onlooker.until('its schedule', () => onlooker.state.schedule?.rate === 5);
    await onlooker.tell({ type: 'weather', set: { rtt: 3_000 } });
    await page.locator('.wire .chips').getByText('3000 ms there and back', { exact: true }).waitFor();
    expect(await page.getByRole('spinbutton', { name: 'Round trip', exact: true }).inputValue()).toBe('3000');
  });
});
