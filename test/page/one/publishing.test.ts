import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { shareChromium } from '../../support/shared-chromium.ts';
import { appendNumbers, startTestLab } from '../../support/start-lab.ts';
import { openPage } from '../open-page.ts';

describe.skipIf(!inject('chromium'))('publishing and the list', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it.each(['sse', 'websocket'] as const)('publishes from its form over %s, and shows the id that the server assigned', async (transport) => {
    const lab = await startTestLab();
    const { page, choose, shows, press } = await openPage(browser, lab);
    await choose(transport);
    await page.getByLabel('event', { exact: true }).fill('greeting');
    await page.getByLabel('data, sent as').fill('{"to": "all of you"}');
    await page.keyboard.press('Enter');
    await shows('-1', 'greeting', '{"to":"all of you"}');
    await page.getByText(/Stored as \w+-1, /).waitFor();
    await page.getByLabel('data, sent as').fill('no JSON');
    await press('Broadcast');
    await shows('-2', 'greeting to all', '"no JSON"');
    await page.getByText(/Stored as \w+-2, /).waitFor();
  });

  it('adds the visitor’s name to what it publishes, if the visitor has entered one', async () => {
    const lab = await startTestLab();
    const { page, press, shows } = await openPage(browser, lab);
    await page.getByLabel('your name, sent as by').fill('Ann <b>');
    await page.getByLabel('data, sent as').fill('{"answer": 42}');
    await press('Publish');
    await shows('{"by":"Ann <b>","answer":42}');
    await page.getByLabel('data, sent as').fill('hello');
    await press('Publish');
    await shows('{"by":"Ann <b>","data":"hello"}');
  });

  it('says why something was not published', async () => {
    const lab = await startTestLab();
    const { page, press } = await openPage(browser, lab);
    await page.getByLabel('data, sent as').fill('x'.repeat(70_000));
    await press('Publish');
    await page.getByText(/^Not published: Expected/).waitFor();
  });

  it('subscribes to one event, and then to all events again', async () => {
    const lab = await startTestLab();
    const { page, choose, press, shows, counts, lines } = await openPage(browser, lab);
    await choose('websocket');
    await page.getByLabel('only this event').fill('wanted');
    await page.keyboard.press('Enter');
    await page.getByText('This stream reads one event, and broadcasts.').waitFor();
    await counts('missing', '–');
    await lab.log.append([
      { event: 'other', data: 1 },
      { event: 'wanted', data: 2 },
    ]);
    await shows('wanted', '-2');
    await page.getByRole('button', { name: 'Unsubscribe from wanted' }).click();
    await page.getByText('This stream reads no event, only broadcasts.').waitFor();
    await lab.log.append([
      { event: 'wanted', data: 3 },
      { event: 'other', data: 4, broadcast: true },
    ]);
    await shows('-4', 'to all');
    expect(await lines.count()).toBe(2);
    await press('Read all events again (resets the ledger)');
    await page.getByText('This stream reads all events.').waitFor();
    await lab.log.append([{ event: 'other', data: 5 }]);
    await shows('-5');
    await counts('received', '1');
    await counts('missing', '0');
  });

  it('freezes the list while the stream goes on, and resumes it', async () => {
    const lab = await startTestLab();
    const { choose, press, shows, counts, lines } = await openPage(browser, lab);
    await choose('sse');
    await appendNumbers(lab, 1);
    await shows('-1');
    await press('Freeze the list');
    await appendNumbers(lab, 2);
    await counts('received', '3');
    expect(await lines.count()).toBe(1);
    await press('Resume');
    await shows('-3');
  });

  it.each(['sse', 'websocket', 'long-polling'] as const)('keeps up with 5,000 notifications over %s at one redraw per frame', async (transport) => {
    const lab = await startTestLab();
    const { page, choose, counts, lines, ledger } = await openPage(browser, lab, { everyFrame: true });
    await choose(transport);
    await page.evaluate(() => {
      const seen = { redraws: 0, frames: 0 };
      const list = document.querySelector('.list');
      const count = () => {
        seen.redraws += 1;
      };
      if (list) new MutationObserver(count).observe(list, { childList: true });
      const frame = () => {
        seen.frames += 1;
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
      Object.assign(globalThis, { seen });
    });
    for (let round = 0; round < 50; round += 1) await appendNumbers(lab, 100);
    await counts('received', '5,000');
    expect(await ledger()).toMatchObject({ received: 5_000, missing: 0, doubled: 0 });
    expect(await lines.count()).toBe(50);
    const { redraws, frames } = await page.evaluate(() => (globalThis as unknown as { seen: { redraws: number; frames: number } }).seen);
    expect(redraws).toBeLessThanOrEqual(frames + 1);
  });
});
