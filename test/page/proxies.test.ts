import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { shareChromium } from '../support/shared-chromium.ts';
import { books, cardOf, comesBackWhole, goesOn, press, raceAt, received, set, topChip, wrongRows } from './race-support.ts';

describe.skipIf(!inject('chromium'))('a proxy on the line', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('that closes idle connections: waiting lanes say so and reconnect each time, polling is not affected', async () => {
    const { page } = await raceAt(browser, 5);
    const wrong = await wrongRows(page);
    const before = await received(page, 'sse');
    await set(page, 'Notifications', 0);
    await set(page, 'Idle timeout', 1);
    await topChip(page, 'idle timeout 1 s').waitFor();
    const why = 'Idle timeout: the relay closes connections that are idle for 1 s.';
    await Promise.all([
      cardOf(page, 'sse').says(`The sse connection is lost: the browser reconnects by itself. ${why}`),
      cardOf(page, 'websocket').says(`The websocket connection is lost: it broke without a Close frame (1006). ${why}`),
    ]);
    for (const name of ['sse', 'websocket'] as const) await wrong(name, /^disconnected for \d/).waitFor();
    // On a connection that was used before, the browser repeats the request by itself.
    await wrong('long-polling', 'connection lost before the response').waitFor();
    const { polling } = await books(page);
    expect(polling?.state).toBe('open');
    expect(await wrong('polling', /./).count()).toBe(0);
    await set(page, 'Idle timeout', 0);
    await set(page, 'Notifications', 5);
    await comesBackWhole(page, before + 5);
    await topChip(page, 'idle timeout 1 s').waitFor({ state: 'detached' });
  });

  it('that buffers responses: sse stays open without data and says why, the others go on; afterwards everything arrives', async () => {
    // At 370 B/s the relay's buffer of 64 KiB takes three minutes to fill, so that even a slow machine finishes before.
    const { page } = await raceAt(browser, 2);
    await set(page, 'Buffering', 65_536);
    const sse = cardOf(page, 'sse');
    await sse.says('Buffering: the relay holds a response until it has 65.5 kB of it.');
    await topChip(page, 'buffers 65.5 kB').waitFor();
    const held = await received(page, 'sse');
    await goesOn(page, ['polling', 'long-polling', 'websocket'], held + 4);
    await sse.chip('open');
    expect(await received(page, 'sse')).toBe(held);
    for (const name of ['polling', 'long-polling', 'websocket'] as const) expect(await cardOf(page, name).trouble.count(), name).toBe(0);
    // Nothing more is published, and the buffered notifications arrive nevertheless.
    await set(page, 'Notifications', 0);
    await set(page, 'Buffering', 0);
    await comesBackWhole(page, held + 4);
    expect((await books(page)).sse?.requests).toBe(1);
  });

  it('that blocks frames: websocket stays open without data and says why, a new one gets no hello; afterwards nothing is lost', async () => {
    const { page } = await raceAt(browser, 5);
    const block = page.getByRole('checkbox', { name: /^Block WebSocket frames/ });
    const why = 'Frames are blocked: the WebSocket handshake passes, but no frame after it.';
    const websocket = cardOf(page, 'websocket');
    await block.check();
    await websocket.says(why);
    await topChip(page, 'frames blocked').waitFor();
    const held = await received(page, 'websocket');
    await goesOn(page, ['polling', 'long-polling', 'sse'], held + 5);
    await websocket.chip('open');
    expect(await received(page, 'websocket')).toBe(held);
    await block.uncheck();
    await comesBackWhole(page, held + 5);
    await block.check();
    await press(page, 'Cut the line');
    await Promise.all([
      websocket.says(`The websocket connection is lost: no hello within 5 s. Polling works: does a proxy in between pass websocket? ${why}`),
      page.locator('[aria-live="polite"]').getByText(why).waitFor(),
    ]);
    await block.uncheck();
    await comesBackWhole(page, await received(page, 'sse'));
  });
});
