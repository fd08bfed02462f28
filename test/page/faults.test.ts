import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { transportNames } from '../../server/stream/protocol.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { books, cardOf, comesBackWhole, goesOn, press, raceAt, received, set, toldBy, topChip, untilLifted, wrongRows } from './race-support.ts';

describe.skipIf(!inject('chromium'))('a fault of the lab', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it.each(['Cut the line', 'End politely'])('%s: sse and websocket report a lost connection and reconnect, and nothing is lost', async (fault) => {
    const { page } = await raceAt(browser, 5);
    const wrong = await wrongRows(page);
    await page.getByText('Log', { exact: true }).click();
    const before = await received(page, 'websocket');
    const told = await toldBy(cardOf(page, 'sse').all);
    await press(page, fault);
    await told(/^sse re(connecting|try) .* The sse connection is lost: the browser reconnects by itself\.$/);
    await page.getByRole('log').getByText('✕ The websocket connection is lost: it broke without a Close frame (1006).').waitFor();
    for (const name of ['sse', 'websocket'] as const) await wrong(name, /^disconnected for \d/).waitFor();
    await comesBackWhole(page, before + 5);
  });

  it('Black hole: every lane stays open and says that no data passes; after the fault everything arrives, whether a visitor or the timer ended it', async () => {
    const { page } = await raceAt(browser, 5);
    const wrong = await wrongRows(page);
    await set(page, 'For s', untilLifted);
    await press(page, 'Black hole');
    for (const name of transportNames)
      await cardOf(page, name).says(/Black hole: no data passes, and no connection is closed\. Afterwards everything arrives\.$/);
    await topChip(page, 'black hole').waitFor();
    const inside = await books(page);
    for (const name of ['sse', 'websocket'] as const) {
      await cardOf(page, name).chip('open');
      await wrong(name, /^no data for \d/).waitFor();
    }
    const after = await books(page);
    for (const name of transportNames) expect(after[name]?.received, name).toBe(inside[name]?.received);
    await press(page, 'End it now');
    await comesBackWhole(page, (inside.sse?.received ?? 0) + 5);
    expect((await books(page)).websocket?.requests).toBe(1);
    await set(page, 'For s', 1);
    const told = await toldBy(page.locator('.wire .chips'));
    await press(page, 'Black hole');
    await told(/black hole/);
    await topChip(page, 'black hole').waitFor({ state: 'detached' });
    await comesBackWhole(page, await received(page, 'sse'));
  });

  it('Answer 503: new requests are refused and their lanes say so, open streams go on until they are cut', async () => {
    const { page } = await raceAt(browser, 5);
    const wrong = await wrongRows(page);
    const why = 'The relay answers new requests with 503. Open streams stay.';
    await set(page, 'For s', untilLifted);
    await press(page, 'Answer 503');
    for (const name of ['polling', 'long-polling'] as const) {
      await cardOf(page, name).says(new RegExp(`^${why}$`));
      await cardOf(page, name).chip(/^re(connecting|try)/);
      await wrong(name, 'refused with 503').waitFor();
    }
    await topChip(page, 'answers 503').waitFor();
    await goesOn(page, ['sse', 'websocket'], (await received(page, 'polling')) + 5);
    for (const name of ['sse', 'websocket'] as const) expect(await cardOf(page, name).trouble.count(), name).toBe(0);
    await press(page, 'Cut the line');
    for (const name of ['sse', 'websocket'] as const) await cardOf(page, name).says(why);
    await press(page, 'End it now');
    await comesBackWhole(page, await received(page, 'sse'));
  });

  it('Restart server: every lane says that the server restarts, and reports the notifications of the old log as a gap', async () => {
    const { page } = await raceAt(browser, 5);
    const wrong = await wrongRows(page);
    await page.getByText('Log', { exact: true }).click();
    const before = await received(page, 'sse');
    await set(page, 'For s', untilLifted);
    await press(page, 'Restart server');
    for (const name of transportNames) {
      await cardOf(page, name).says(/The server restarts with an empty log\.$/);
      await cardOf(page, name).chip(/^re(connecting|try)/);
      await wrong(name, /^disconnected for \d/).waitFor();
    }
    await topChip(page, 'restarting').waitFor();
    await press(page, 'End it now');
    await page
      .getByRole('log')
      .getByText(/^gap: The cursor belongs to another log: the server was restarted\./)
      .first()
      .waitFor();
    await comesBackWhole(page, before, 1);
  });
});
