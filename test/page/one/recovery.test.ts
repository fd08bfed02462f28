import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { shareChromium } from '../../support/shared-chromium.ts';
import { appendNumbers, startTestLab } from '../../support/start-lab.ts';
import { openPage } from '../open-page.ts';

describe.skipIf(!inject('chromium'))('the page with one stream', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('cuts the connection, says so, and misses nothing after it reconnects', async () => {
    const lab = await startTestLab();
    const { page, choose, press, state, shows, counts, ledger } = await openPage(browser, lab);
    await choose('sse');
    await appendNumbers(lab, 2);
    await shows('-2');
    await press('Cut this stream');
    await state('cut');
    const cursor = await page.evaluate(() => globalThis.lab.stream.cursor);
    await page.getByRole('status').getByText(`The connection is cut, and the log goes on. Reconnect resumes at cursor ${cursor}.`).waitFor();
    await press('Publish');
    await page.getByText(/Stored as \w+-3, sent with POST/).waitFor();
    expect((await ledger()).received).toBe(2);
    await press('Reconnect');
    await state('open');
    await shows('-3', 'orders');
    await counts('received', '3');
    expect(await ledger()).toMatchObject({ missing: 0, doubled: 0, gaps: 0 });
  });

  it('lists a gap between the notifications around it, and says why', async () => {
    const lab = await startTestLab({ window: 3 });
    const { choose, press, state, shows, lines } = await openPage(browser, lab);
    await choose('websocket');
    await appendNumbers(lab, 1);
    await shows('-1');
    await press('Cut this stream');
    await appendNumbers(lab, 9, 'number', 2);
    await press('Reconnect');
    await state('open');
    await shows('-10');
    const kinds = await lines.evaluateAll((items) => items.map((item) => item.className));
    expect(kinds).toEqual(['notification', 'notification', 'notification', 'gap', 'notification']);
    await shows('gap', '6 notifications are lost. The cursor is older than what the server retains.');
  });

  it('says that it is reconnecting, and why, after the server has stopped', async () => {
    const lab = await startTestLab();
    const { page, choose, state, shows } = await openPage(browser, lab);
    await choose('websocket');
    await lab.close();
    await state('reconnecting');
    await page.getByRole('status').getByText('The websocket connection is lost').waitFor();
    await shows('failure', 'websocket connection is lost: the WebSocket closed with 1001');
    await shows('failure', 'the server cannot be reached');
  });
});
