import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { transportNames } from '../../server/stream/protocol.ts';
import { patience } from '../support/patience.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { startTestLab } from '../support/start-lab.ts';
import { books, cardOf, comesBackWhole, goesOn, joinRace, press, raceAt, received, set, toldBy, topChip } from './race-support.ts';

describe.skipIf(!inject('chromium'))('a fault that a tab causes', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('freezes this tab only: the page says so before and after, notifications arrive late, and none is lost', async () => {
    const { page } = await raceAt(browser, 20);
    const alert = page.getByRole('alert');
    const told = await toldBy(alert);
    const before = await received(page, 'sse');
    await press(page, 'Freeze this tab 5 s');
    await alert.getByText(/^This tab was frozen for 5 s\. Notifications waited in the browser and at the server, and arrive late\./).waitFor();
    await told(/^This tab is frozen for 5 s: it reads, draws and answers nothing\./);
    await press(page, 'More numbers');
    for (const name of transportNames)
      await cardOf(page, name)
        .all.getByText(/p95 [2-9],\d{3} ms/)
        .waitFor();
    await comesBackWhole(page, before + 100);
  });

  it('takes all six connections: the lane says why it is stuck, while page and telemetry go on', async () => {
    const { page } = await raceAt(browser, 5);
    await page.getByLabel('Number of streams').fill('8');
    await press(page, 'Open more streams');
    const polling = cardOf(page, 'polling');
    await polling.says(/^\d+ of \d+ streams are open: a browser allows six HTTP\/1\.1 connections to one origin, and the others wait\.$/);
    await polling.chip('stuck');
    const further = page.getByRole('list', { name: 'Further streams' });
    for (const state of ['open', 'waiting'])
      await further
        .getByRole('button', { name: new RegExp(`^Close stream \\d, ${state}$`) })
        .first()
        .waitFor();
    const before = await received(page, 'websocket');
    await goesOn(page, ['websocket'], before + 5);
    await page.getByText(/clocks agree to/).waitFor();
    const closers = further.getByRole('button');
    while ((await closers.count()) > 0) await closers.first().click();
    await comesBackWhole(page, before);
  });

  it('is refused with a sentence if the visitor may only look, and the page shows the faults that others cause', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0, host: '0.0.0.0', token: 'a-secret', ticker: 0.2 });
    const { page } = await joinRace(browser, lab, '&poll=500');
    const reason =
      'This lab listens on 0.0.0.0: everybody may look, and whoever has its token may break things. Open the URL with #token= that the lab printed at its start.';
    await page.getByRole('region', { name: 'Conditions' }).getByText(reason).first().waitFor();
    for (const name of ['Cut the line', 'End politely', 'Black hole', 'Answer 503', 'Restart server'])
      expect(await page.getByRole('button', { name, exact: true }).isDisabled(), name).toBe(true);
    await page.keyboard.press('c');
    await page.getByRole('alert').getByText(reason).waitFor();
    const { page: other } = await joinRace(browser, lab, '&rate=5&poll=500&rtt=0&token=a-secret');
    expect((await books(page)).websocket).toMatchObject({ state: 'open', requests: 1 });
    await set(other, 'For s', 120);
    await press(other, 'Black hole');
    await topChip(page, 'black hole').waitFor();
    await cardOf(page, 'sse').says(/^Black hole: /);
    expect(await page.getByRole('button', { name: 'End it now' }).isDisabled()).toBe(true);
    await press(other, 'End it now');
    for (const one of [page, other]) await comesBackWhole(one, await received(one, 'sse'));
  });

  it('ends 5 s after the last tab is closed, and so do conditions of the line', async () => {
    const { lab, page } = await raceAt(browser, 5);
    await page.getByRole('checkbox', { name: /^Block WebSocket frames/ }).check();
    await set(page, 'Idle timeout', 7);
    await topChip(page, 'idle timeout 7 s').waitFor();
    await set(page, 'For s', 120);
    await press(page, 'Black hole');
    await topChip(page, 'black hole').waitFor();
    await page.close();
    // The request is answered once the black hole ends, and not before.
    expect((await fetch(`${lab.url}/healthz`, { signal: AbortSignal.timeout(patience) })).status).toBe(200);
    const { page: next } = await joinRace(browser, lab, '&rate=5&poll=200');
    for (const word of ['black hole', 'frames blocked', 'idle timeout 7 s']) expect(await topChip(next, word).count(), word).toBe(0);
    await comesBackWhole(next, 5);
  });
});
