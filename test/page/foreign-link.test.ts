import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { Onlooker } from '../server/telemetry-support.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { startTestLab } from '../support/start-lab.ts';
import { openTab } from './open-tab.ts';

const path = inject('chromium');

/** A page of another origin with one link. */
async function pageWithLink(url: string): Promise<string> {
  const server = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(`<a rel="noreferrer" href="${url}">the lab</a>`));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe.skipIf(!path)('A link to #bandwidth=200&rate=7', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('on another site leaves shared settings as they are, also when it is followed again, and the page says so; typed into the address bar it sets them', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const onlooker = await Onlooker.at(lab);
    const { page } = await openTab(browser);
    const link = `${lab.url}/#v=1&mode=one&bandwidth=200&rate=7`;
    const elsewhere = await pageWithLink(link);
    for (let visit = 1; visit <= 2; visit += 1) {
      await page.goto(elsewhere);
      const told = onlooker.all('state').length;
      await page.getByRole('link').click();
      await page.getByText('Another page linked here and asked to change rate, bandwidth').waitFor();
      // The page would set the bandwidth before the schedule, over the same connection, so the bandwidth need not be waited for.
      if (visit === 1)
        await onlooker.until('the schedule of a first visit', () => onlooker.all('state').length > told && onlooker.state.schedule !== null);
      expect([onlooker.state.weather?.bandwidth, onlooker.state.schedule?.rate]).toEqual([0, 2]);
    }
    await page.goto('about:blank');
    await page.goto(link);
    await onlooker.until('the settings of the typed URL', () => onlooker.state.weather?.bandwidth === 200 && onlooker.state.schedule?.rate === 7);
  });
});
