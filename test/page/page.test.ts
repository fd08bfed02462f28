import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Draft, transportNames } from '../../server/stream/protocol.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';
import { contentOf, inspectNewest, openPage } from './open-page.ts';

describe.skipIf(!inject('chromium'))('the page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });
  afterAll(() => browser?.close());

  it('loads without a complaint of the browser, and shows what is published', async () => {
    const lab = await startTestLab();
    const page = await openPage(browser, lab);
    await appendNumbers(lab, 3);
    await page.shows('number', '3', 'polling');
    await page.counts('received', '3');
    expect(await page.lines.count()).toBe(3);
    expect(page.complaints).toEqual([]);
  });

  it('switches through all four while notifications are appended: none is missing, none comes twice, all are listed', async () => {
    const lab = await startTestLab();
    const page = await openPage(browser, lab);
    let sent = 0;
    for (const transport of [...transportNames, ...transportNames.toReversed()]) {
      const appended = appendNumbers(lab, 5, 'number', sent + 1);
      await page.choose(transport);
      await appended;
      await appendNumbers(lab, 1, transport);
      sent += 6;
      await page.shows(transport, `-${sent}`);
    }
    await page.counts('received', `${sent}`);
    expect(await page.ledger()).toMatchObject({ received: sent, missing: 0, doubled: 0, reordered: 0, gaps: 0 });
    const ids = await page.lines.locator('.id').allTextContents();
    expect(ids.map((id) => Number(id.split('-')[1]))).toEqual(Array.from({ length: sent }, (_, index) => sent - index));
  });

  it('switches with the keyboard alone', async () => {
    const lab = await startTestLab();
    const { page, state } = await openPage(browser, lab);
    const focused = () => page.evaluate(() => (document.activeElement as HTMLInputElement).value);
    for (let presses = 0; presses < 30 && (await focused()) !== 'polling'; presses += 1) await page.keyboard.press('Tab');
    for (const transport of ['long-polling', 'sse', 'websocket']) {
      await page.keyboard.press('ArrowRight');
      expect(await focused()).toBe(transport);
      await page.waitForFunction((name) => globalThis.lab.stream.transport === name && globalThis.lab.stream.state === 'open', transport);
    }
    await state('open');
  });

  it.each(['sse', 'websocket'] as const)('publishes from its form over %s and says which id it got', async (transport) => {
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

  it('says why something was not published', async () => {
    const lab = await startTestLab();
    const { page, press } = await openPage(browser, lab);
    await page.getByLabel('data, sent as').fill('x'.repeat(70_000));
    await press('Publish');
    await page.getByText(/^Not published: Expected/).waitFor();
  });

  it('shows markup as the text it is', async () => {
    const lab = await startTestLab();
    const { page, shows, choose, complaints, lines } = await openPage(browser, lab);
    await choose('sse');
    const evil = '<img src=x onerror="globalThis.hacked = true">';
    await lab.log.append([{ event: '<b>bold</b>', data: evil }]);
    await shows('<b>bold</b>', '<img src=x onerror=');
    expect(await lines.locator('img, b').count()).toBe(0);
    expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false);
    expect(complaints).toEqual([]);
  });

  it('shows hostile text as text wherever it comes, and none of it is wider than a phone', async () => {
    const lab = await startTestLab();
    const { page, complaints, shows } = await openPage(browser, lab, { viewport: { width: 390, height: 844 } });
    const evil = '<script>globalThis.hacked = 1</script><img src=x onerror="globalThis.hacked = 1">';
    const hostile: Draft[] = [
      { event: '<b>bold</b>', data: evil },
      { event: 'عربي', data: '\u202eשלום\u2066 🧑‍🧑‍🧒‍🧒🏴‍☠️ ﷽' },
      { event: 'w'.repeat(64), data: { [evil]: 'x'.repeat(60_000) } },
    ];
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    const foreign = page.locator('main').locator('script, img, [onerror], .list b, [role="log"] b, .inspector b, .notice img');
    await page.getByLabel('event', { exact: true }).fill('<b>bold</b>');
    await page.getByLabel('data, sent as').fill(evil);
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await shows('<b>bold</b>', '<script>');
    await page.getByLabel('only this event').fill('عربي<b>');
    await page.getByRole('button', { name: 'Subscribe', exact: true }).click();
    await page.getByRole('button', { name: 'Unsubscribe from عربي<b>' }).waitFor();
    expect(await wide()).toBe(0);
    await page.getByRole('button', { name: 'Read all events again (resets the ledger)' }).click();
    await lab.log.append(hostile);
    await shows('عربي', 'שלום');
    await shows('w'.repeat(64), '60,');
    expect(await wide()).toBe(0);

    await page.getByRole('button', { name: 'Race', exact: true }).click();
    await page.waitForFunction(() => globalThis.lab.lanes.size === 4 && [...globalThis.lab.lanes].every(({ stream }) => stream.state === 'open'));
    await lab.log.append(hostile);
    for (const summary of await page.locator('main > details > summary, .twin > summary').all()) await summary.click();
    await page.getByRole('log').getByText('<b>bold</b>').first().waitFor();
    await page
      .getByRole('cell', { name: / delivered, / })
      .first()
      .waitFor();
    await page.getByRole('radio', { name: 'Bytes' }).check();
    await inspectNewest(page);
    await page.getByRole('listbox').press('End');
    expect(await wide()).toBe(0);
    for (const what of ['JSON', 'CSV', 'SVG']) {
      const saving = page.waitForEvent('download');
      await page.getByRole('button', { name: new RegExp(`as ${what}$`) }).click();
      expect((await contentOf(await saving)).includes('hacked')).toBe(false);
    }
    expect(await foreign.count()).toBe(0);
    expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false);
    expect(complaints).toEqual([]);
  });

  it('keeps the transport and the mode over a reload', async () => {
    const lab = await startTestLab();
    const { page, choose, state } = await openPage(browser, lab);
    await choose('websocket');
    await page.waitForURL(/mode=one.*transport=websocket/);
    await page.reload();
    await state('open');
    expect(await page.evaluate(() => globalThis.lab.stream.transport)).toBe('websocket');
    expect(await page.locator('.picker input:checked').inputValue()).toBe('websocket');
    await page.getByRole('button', { name: 'Race', exact: true }).click();
    await page.waitForURL(/mode=race/);
    await page.reload();
    await page.locator('.card.websocket').waitFor();
    await page.waitForFunction(() => globalThis.lab.lanes.size === 4);
  });

  it('cuts the line, says so, and misses nothing when it comes back', async () => {
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
    await shows('-3', 'news');
    await counts('received', '3');
    expect(await ledger()).toMatchObject({ missing: 0, doubled: 0, gaps: 0 });
  });

  it('lists a gap in its place and says why', async () => {
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

  it('says that it is reconnecting, and why, when the server goes away', async () => {
    const lab = await startTestLab();
    const { page, choose, state, shows } = await openPage(browser, lab);
    await choose('websocket');
    await lab.close();
    await state('reconnecting');
    await page.getByRole('status').getByText('The websocket connection is lost').waitFor();
    await shows('failure', 'websocket connection is lost: the WebSocket closed with 1001');
    await shows('failure', 'the server cannot be reached');
  });

  it('narrows to one event, and reads all again', async () => {
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

  it('freezes the list and goes on', async () => {
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

  it('shows the code of both ends', async () => {
    const lab = await startTestLab();
    const { page, choose } = await openPage(browser, lab);
    await choose('sse');
    await page.getByRole('radio', { name: 'Code', exact: true }).check();
    await page.getByRole('heading', { name: 'Source code of sse' }).waitFor();
    const code = page.getByRole('tabpanel');
    await code.getByText('client/stream/transports/sse.ts').waitFor();
    await page.getByRole('tab', { name: 'client' }).press('ArrowRight');
    await code.getByText('server/stream/transports/sse.ts').waitFor();
    await code.getByText('export const sse: ServerTransport').waitFor();
    await page.getByText(`curl -iN '${lab.url}/stream/sse'`).waitFor();
  });

  it.each(['sse', 'websocket', 'long-polling'] as const)('keeps up with a flood over %s, at a redraw per frame', async (transport) => {
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

  it.each([
    [390, 'light'],
    [320, 'dark'],
    [2560, 'light'],
  ] as const)('fits a screen %i pixels wide', async (width, colorScheme) => {
    const lab = await startTestLab({ window: 3 });
    const { page, choose, press, shows } = await openPage(browser, lab, { viewport: { width, height: 800 }, colorScheme });
    await choose('long-polling');
    await lab.log.append([{ event: 'w'.repeat(64), data: 'unbroken'.repeat(100) }]);
    await shows('-1');
    await press('Cut this stream');
    await appendNumbers(lab, 9);
    await press('Reconnect');
    await shows('gap');
    await page.getByLabel('only this event').fill('m'.repeat(64));
    await press('Subscribe');
    await page.getByText('This stream reads one event').waitFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBe(0);
    // A small box is pressed by its label, and what is folded away is not there.
    const small = await page.locator('button, input, select, summary, .picker label').evaluateAll((targets) =>
      targets
        .filter((target) => target.checkVisibility())
        .map((target) => (target.matches('[type="checkbox"], [type="radio"]') ? (target.closest('label') ?? target) : target))
        .map((target) => ({ text: target.outerHTML.slice(0, 120), box: target.getBoundingClientRect() }))
        .filter(({ box }) => box.height < 44 || box.width < 44)
        .map(({ text, box }) => `${text} ${box.width} x ${box.height}`),
    );
    expect(small).toEqual([]);
  });
});
