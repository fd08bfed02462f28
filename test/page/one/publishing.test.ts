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

  it('publishes from its form with POST and over a WebSocket, shows the id that the server assigned, adds the visitor’s name, and says why something was not published', async () => {
    const lab = await startTestLab();
    const { page, choose, shows, press } = await openPage(browser, lab);
    const data = page.getByLabel('data, sent as');
    for (const [transport, one, two] of [
      ['sse', 1, 2],
      ['websocket', 3, 4],
    ] as const) {
      await choose(transport);
      await page.getByLabel('event', { exact: true }).fill('greeting');
      await data.fill('{"to": "all of you"}');
      await page.keyboard.press('Enter');
      await shows(`-${one}`, 'greeting', '{"to":"all of you"}');
      await page.getByText(new RegExp(`Stored as \\w+-${one}, `)).waitFor();
      await data.fill('no JSON');
      await press('Broadcast');
      await shows(`-${two}`, 'greeting to all', '"no JSON"');
      await page.getByText(new RegExp(`Stored as \\w+-${two}, `)).waitFor();
      await data.fill('x'.repeat(70_000));
      await press('Publish');
      await page.getByText(/^Not published: Expected/).waitFor();
    }
    await page.getByLabel('your name, sent as by').fill('Ann <b>');
    await data.fill('{"answer": 42}');
    await press('Publish');
    await shows('{"by":"Ann <b>","answer":42}');
    await data.fill('hello');
    await press('Publish');
    await shows('{"by":"Ann <b>","data":"hello"}');
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

  it('keeps up with 5,000 notifications each over sse, websocket and long-polling at one redraw per frame', async () => {
    const lab = await startTestLab();
    const { page, choose, counts, lines, ledger } = await openPage(browser, lab, { everyFrame: true });
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
    for (const [transport, total] of [
      ['sse', '5,000'],
      ['websocket', '10,000'],
      ['long-polling', '15,000'],
    ] as const) {
      await choose(transport);
      for (let round = 0; round < 50; round += 1) await appendNumbers(lab, 100);
      await counts('received', total);
      expect(await lines.count()).toBe(50);
    }
    expect(await ledger()).toMatchObject({ received: 15_000, missing: 0, doubled: 0, gaps: 0 });
    const { redraws, frames } = await page.evaluate(() => (globalThis as unknown as { seen: { redraws: number; frames: number } }).seen);
    expect(redraws).toBeLessThanOrEqual(frames + 1);
  });
});
