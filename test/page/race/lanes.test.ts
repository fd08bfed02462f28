import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { type TransportName, transportNames } from '../../../server/stream/protocol.ts';
import { eventually } from '../../support/eventually.ts';
import { startServer } from '../../support/lab-process.ts';
import { shareChromium } from '../../support/shared-chromium.ts';
import { openTab } from '../open-tab.ts';
import { books, goesOn, raceAt, received, whole } from '../race-support.ts';

describe.skipIf(!inject('chromium'))('the lanes of a race', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('run by themselves on a first visit, and all four deliver', async () => {
    const server = await startServer(['--ticker', '0']);
    const { page, complaints } = await openTab(browser, { everyFrame: true, viewport: { width: 1_280, height: 900 } });
    await page.goto(await server.url());
    for (const name of transportNames) {
      await page
        .locator(`.card.${name} .counts strong`)
        .filter({ hasText: /^[1-9]/ })
        .waitFor();
      await page.locator(`.card.${name} .chip`).getByText('open', { exact: true }).waitFor();
    }
    await page.getByText('100 ms there and back').waitFor();
    expect(page.url()).toContain('#v=1&mode=race&rate=2&poll=2000&rtt=100');
    expect(complaints).toEqual([]);
  });

  it('are drawn, listed in a table, and let a visitor select an exchange by key', async () => {
    const { page } = await raceAt(browser, 5);
    await page.getByText('The last 20 marks as a table').click();
    await page
      .getByRole('cell', { name: / delivered, / })
      .first()
      .waitFor();
    await page
      .getByRole('cell', { name: /^\d+ published$/ })
      .first()
      .waitFor();
    const picture = page.getByRole('group', { name: /^Network traffic/ });
    await picture.focus();
    await page.keyboard.press('ArrowLeft');
    const painted = () =>
      page.locator('.wire canvas').evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
        return [...data].filter((value, index) => index % 4 === 3 && value > 0).length;
      });
    await eventually('two thousand pixels to be drawn', async () => (await painted()) > 2_000);
    await page.getByRole('group', { name: /^Network traffic.*polling: median .* ms, \d+ delivered, 0 missing/ }).waitFor();
  });

  it('show nothing as lost that another transport delivered, and are idle without a stream', async () => {
    const { page } = await raceAt(browser, 20);
    const carries = (transport: TransportName) =>
      page.waitForFunction((name) => {
        const [lane, ...others] = globalThis.lab.lanes;
        return others.length === 0 && lane?.stream.transport === name && lane.stream.ledger.received > 10;
      }, transport);
    await page.keyboard.press('4');
    await carries('websocket');
    const before = await received(page, 'websocket');
    await page.keyboard.press('1');
    await carries('polling');
    await goesOn(page, ['polling'], before + 10);
    await page.getByText('The last 20 marks as a table').click();
    const row = (lane: TransportName, what: RegExp) =>
      page
        .getByRole('row')
        .filter({ has: page.getByRole('cell', { name: lane, exact: true }) })
        .filter({ has: page.getByRole('cell', { name: what }) });
    await row('polling', / delivered, /)
      .first()
      .waitFor();
    for (const idle of ['long-polling', 'sse', 'websocket'] as const) await row(idle, /^no stream for/).waitFor();
    // Polling was idle while websocket carried, so an older row may say so. The table is renewed once a second.
    await expect.poll(() => row('polling', /./).first().innerText()).not.toContain('no stream for');
    await page.getByRole('checkbox', { name: 'Only what went wrong' }).check();
    expect(await page.locator('.foldable tbody').innerText()).toBe('');
    expect((await books(page)).polling).toMatchObject(whole);
  });
});
