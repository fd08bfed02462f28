import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { Lab } from '../../server/lab/lab.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { Onlooker } from '../server/telemetry-support.ts';
import { eventually } from '../support/eventually.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { startTestLab } from '../support/start-lab.ts';
import { openTab } from './open-tab.ts';
import { abreast, cardOf } from './race-support.ts';

declare global {
  /** Whether the page's telemetry reaches the lab. */
  var telemetryPasses: boolean;
  /** The telemetry sockets that the page has opened so far. */
  var telemetrySockets: WebSocket[];
}

/** Publishes ten notifications of equal size: their numbers must all have two digits, or the ids would differ in length. */
async function publishTen(lab: Lab): Promise<void> {
  await lab.log.append(Array.from({ length: 10 }, () => ({ event: 'a', data: 'x'.repeat(80), at: 1_763_683_200_123.4 })));
}

/** Waits until each card shows ten deliveries, with the right number of bytes of payload for each. */
async function expectTen(page: Page, lab: Lab): Promise<void> {
  const id = lab.log.window.cursor(10);
  const bytes = `{"id":"${id}","event":"a","data":"${'x'.repeat(80)}","at":1763683200123.4}`.length;
  for (const name of transportNames) {
    const { all } = cardOf(page, name);
    let last: string | null = '';
    await eventually(
      () => `ten deliveries of ${bytes} B each on the card of ${name}; it shows: ${last}`,
      async () => {
        last = await all.textContent();
        // The bytes are a text for screen readers, and not visible.
        return last?.includes('10 delivered') === true && last.includes(`, ${bytes} B payload`);
      },
    );
  }
}

/** Waits until each card shows so many deliveries. A card shows a delivery a little after the lane has it. */
async function expectDelivered(page: Page, count: number): Promise<void> {
  for (const name of transportNames)
    await cardOf(page, name)
      .all.getByText(new RegExp(`^${count} delivered `))
      .waitFor();
}

describe.skipIf(!inject('chromium'))('a page whose streams the lab watches late', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('counts the bytes of streams that were already open: on a first visit, and after its telemetry was disconnected', async () => {
    const lab = await startTestLab({ weather: false });
    const { page } = await openTab(browser, { changed: true });
    await page.addInitScript(() => {
      globalThis.telemetryPasses = false;
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
    await publishTen(lab);
    await page.goto(`${lab.url}/#v=1&rate=0&poll=200`);
    await abreast(page, 4, -1);
    await publishTen(lab);
    await abreast(page, 4, 9);
    await expectDelivered(page, 10);
    await page.evaluate(() => {
      globalThis.telemetryPasses = true;
    });
    // All counts start from zero again.
    await expectDelivered(page, 0);
    await publishTen(lab);
    await expectTen(page, lab);

    await page.evaluate(() => {
      globalThis.telemetryPasses = false;
      for (const socket of globalThis.telemetrySockets) socket.close();
    });
    // The lab remembers 64 tabs that nobody watches any more; 66 others push this one out.
    const onlooker = await Onlooker.at(lab);
    for (let count = 0; count <= 65; count += 1) await onlooker.watch(`other-${count}`);
    await publishTen(lab);
    await abreast(page, 4, 29);
    await expectDelivered(page, 20);
    await page.evaluate(() => {
      globalThis.telemetryPasses = true;
    });
    await expectDelivered(page, 0);
    await publishTen(lab);
    await expectTen(page, lab);
    expect(lab.log.window.head).toBe(50);
  });
});
