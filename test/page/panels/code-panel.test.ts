import type { Browser } from 'playwright-core';
import { beforeAll, describe, inject, it } from 'vitest';
import { transportNames } from '../../../server/stream/protocol.ts';
import { shareChromium } from '../../support/shared-chromium.ts';
import { startTestLab } from '../../support/start-lab.ts';
import { openPage, showPanel } from '../open-page.ts';
import { inspect, openPanels } from './open-panels.ts';

describe.skipIf(!inject('chromium'))('the code panel', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('shows the code of both ends', async () => {
    const lab = await startTestLab();
    const { page, choose } = await openPage(browser, lab);
    await choose('sse');
    await showPanel(page, 'Code');
    await page.getByRole('heading', { name: 'Source code of sse' }).waitFor();
    const code = page.getByRole('tabpanel');
    await code.getByText('client/stream/transports/sse.ts').waitFor();
    await page.getByRole('tab', { name: 'client' }).press('ArrowRight');
    await code.getByText('server/stream/transports/sse.ts').waitFor();
    await code.getByText('export const sse: ServerTransport').waitFor();
    await page.getByText(`curl -iN '${lab.url}/stream/sse'`).waitFor();
  });

  it('marks the line that has just run, and shows the code of the transport that was chosen last: by running it, in the lanes, or by its tab', async () => {
    const { page } = await openPanels(browser, '#v=1&rate=5&poll=500');
    const shows = (transport: string) => page.getByRole('heading', { name: `Source code of ${transport}`, exact: true }).waitFor();
    const code = page.getByRole('tabpanel');
    await showPanel(page, 'Code');
    await page.getByRole('tab', { name: 'polling', exact: true }).click();
    await code.locator('.runs').first().waitFor();
    await page.getByText('Network, filter "stream/polling"').waitFor();
    for (const transport of transportNames) {
      await page.getByRole('tab', { name: transport, exact: true }).click();
      await code.getByText(`name: '${transport}'`).first().waitFor();
    }
    await showPanel(page, 'Bytes');
    await inspect(page, 'polling');
    await showPanel(page, 'Code');
    await shows('polling');
    await page.keyboard.press('4');
    await shows('websocket');
    await page.getByRole('tab', { name: 'sse', exact: true }).click();
    await shows('sse');
    await page.keyboard.press('1');
    await shows('polling');
    await page.keyboard.press('r');
    await page.locator('.card.sse').waitFor();
    await shows('polling');
  });

  it('keeps the transport of a tab that was clicked before the page selects an exchange by itself', async () => {
    const { page } = await openPanels(browser, '#v=1&lanes=websocket&rate=0');
    await showPanel(page, 'Code');
    await page.getByRole('tab', { name: 'sse', exact: true }).click();
    await page.getByRole('button', { name: 'Step: publish one' }).click();
    await showPanel(page, 'Bytes');
    await page.locator('.inspector .heading').filter({ hasText: 'websocket, exchange' }).waitFor();
    // Longer than an exchange has to stay selected until the code follows it.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
    await showPanel(page, 'Code');
    await page.getByRole('heading', { name: 'Source code of sse', exact: true }).waitFor();
  });
});
