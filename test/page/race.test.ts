import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { startServer } from '../support/lab-process.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { startTestLab } from '../support/start-lab.ts';
import { openTab } from './open-page.ts';
import { abreast, books, goesOn, press, raceAt, received, topChip, whole } from './race-support.ts';

/** What the page believes of its own visibility. */
const hide = (page: Page, hidden: boolean) =>
  page.evaluate((now) => {
    Object.defineProperty(document, 'hidden', { value: now, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);

describe.skipIf(!inject('chromium'))('the race', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });
  afterAll(() => browser?.close());

  it('runs by itself on a first visit, with deliveries on all four lanes', async () => {
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
    await page.getByText('RTT set 100 ms').waitFor();
    expect(page.url()).toContain('#v=1&mode=race&rate=2&poll=2000&rtt=100');
    expect(complaints).toEqual([]);
  });

  it('draws what happened, says it as a table, and lets an exchange be chosen by keys', async () => {
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
    const picture = page.getByRole('group', { name: /^Wire lanes/ });
    await picture.focus();
    await page.keyboard.press('ArrowLeft');
    const painted = await page.locator('.wire canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      return [...data].filter((value, index) => index % 4 === 3 && value > 0).length;
    });
    expect(painted).toBeGreaterThan(2_000);
    await page.getByRole('group', { name: /^Wire lanes.*polling: median .* ms, \d+ delivered, 0 missing/ }).waitFor();
  });

  it('freezes and goes on by key, steps, and the traffic goes on meanwhile', async () => {
    const { page } = await raceAt(browser, 5);
    await page.keyboard.press('n');
    await page.getByText(/ is delivered\.$/).waitFor();
    await page.getByRole('button', { name: 'Resume', exact: true }).waitFor();
    const before = (await books(page)).sse?.received ?? 0;
    await press(page, 'Publish');
    await page.waitForFunction((count) => [...globalThis.lab.lanes].every(({ stream }) => stream.ledger.received > count), before);
    await page.getByRole('heading', { name: 'Wire lanes' }).click();
    await page.keyboard.press('f');
    await page.getByRole('button', { name: 'Freeze', exact: true }).waitFor();
  });

  it('waits at its cursors while the tab is hidden, says so, and goes on there', async () => {
    const { page } = await raceAt(browser, 20);
    await hide(page, true);
    await page.waitForFunction(() => [...globalThis.lab.lanes].every(({ stream }) => stream.state === 'cut') && document.title.startsWith('Paused'));
    const { received } = (await books(page)).sse ?? { received: 0 };
    await hide(page, false);
    await abreast(page, 4, received);
    expect(await page.title()).toBe('Transport Lab');
    for (const lane of Object.values(await books(page))) expect(lane).toMatchObject({ ...whole, gaps: 0 });
  });

  it('pauses and starts with the space bar, unless keys were switched off', async () => {
    const { page } = await raceAt(browser, 20);
    await page.keyboard.press(' ');
    await page.getByRole('button', { name: 'Start', exact: true }).waitFor();
    await page.locator('.card.sse .chip').getByText('paused').waitFor();
    await page.keyboard.press(' ');
    await abreast(page, 4);
    await page.keyboard.press('?');
    await page.getByLabel('Keys act on this page').uncheck();
    await press(page, 'Close');
    await page.keyboard.press('p');
    expect(await page.locator('html').getAttribute('data-projector')).toBe('false');
    await press(page, 'Projector');
    expect(await page.locator('html').getAttribute('data-projector')).toBe('true');
  });

  it('becomes one stream that switches in mid-stream, key by key, and a race again', async () => {
    const { page } = await raceAt(browser, 50);
    for (const [index, transport] of transportNames.entries()) {
      await page.keyboard.press(`${index + 1}`);
      await page.waitForFunction((name) => {
        const [lane, ...others] = globalThis.lab.lanes;
        return others.length === 0 && lane?.stream.transport === name && lane.stream.state === 'open' && lane.stream.ledger.received > 10;
      }, transport);
    }
    const [one] = Object.values(await books(page));
    expect(one).toMatchObject({ ...whole, gaps: 0 });
    await page.keyboard.press('r');
    await abreast(page, 4);
  });

  it('calls nothing lost that another transport has delivered, and draws no line where none is', async () => {
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
    expect(await row('polling', /^no stream for/).count()).toBe(0);
    await page.getByRole('checkbox', { name: 'Only what went wrong' }).check();
    expect(await page.locator('.twin tbody').innerText()).toBe('');
    expect((await books(page)).polling).toMatchObject(whole);
  });

  it('keeps what is being typed while the lab tells of its state', async () => {
    const { page } = await raceAt(browser, 5);
    const field = page.getByRole('spinbutton', { name: 'Idle timeout', exact: true });
    await field.fill('33');
    // Without a focus that moves, as another visitor would do it.
    await page.getByRole('checkbox', { name: /^Block WebSocket frames/ }).dispatchEvent('click');
    await topChip(page, 'frames blocked').waitFor();
    expect(await field.inputValue()).toBe('33');
    await field.press('Enter');
    await topChip(page, 'idle timeout 33 s').waitFor();
  });

  it('gives the same setting to who opens its URL', async () => {
    const { page } = await raceAt(browser, 20);
    await page.getByRole('spinbutton', { name: 'Notifications', exact: true }).fill('7');
    await page.keyboard.press('Enter');
    await page.getByRole('spinbutton', { name: 'Round trip', exact: true }).fill('40');
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: 'p95' }).check();
    await page.getByLabel('Colours').selectOption('dark');
    await page.waitForURL(/rate=7&poll=200&rtt=40&percentile=p95&theme=dark$/);
    const { page: second, complaints } = await openTab(browser);
    await second.goto(page.url());
    await abreast(second, 4);
    await second.getByText('RTT set 40 ms').waitFor();
    expect(await second.getByRole('spinbutton', { name: 'Notifications', exact: true }).inputValue()).toBe('7');
    expect(await second.getByRole('radio', { name: 'p95' }).isChecked()).toBe(true);
    expect(await second.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(second.url()).toBe(page.url());
    expect(complaints).toEqual([]);
  });

  it('says what of a URL it did not take, and runs', async () => {
    const { page, complaints } = await raceAt(browser, 20, '&black-hole=10&burst=0');
    const notice = page.getByRole('alert');
    await notice.getByText('“black-hole” is no setting of this page; it was left out. burst goes from 1 to 1000; 0 became 1.').waitFor();
    expect(complaints).toEqual([]);
  });

  it('says that the network simulation is off where there is none, and runs', async () => {
    const lab = await startTestLab();
    const { page } = await openTab(browser, { viewport: { width: 1_280, height: 900 } });
    await page.goto(`${lab.url}/#v=1&rate=20&poll=200`);
    await abreast(page, 4, 5);
    await page.getByText('network simulation is off', { exact: true }).waitFor();
    await page.getByText('Network simulation is off: this lab adds no delay and no faults.').first().waitFor();
    expect(await page.getByRole('button', { name: 'Black hole' }).isDisabled()).toBe(true);
    expect(await page.getByRole('spinbutton', { name: 'Notifications', exact: true }).isEnabled()).toBe(true);
  });

  it('shows markup, large data and any script as text', async () => {
    const { lab, page } = await raceAt(browser, 5);
    await page.getByText('Log', { exact: true }).click();
    const evil = '<script>globalThis.hacked = true</script>';
    await lab.log.append([
      { event: '<b>bold</b>', data: evil },
      { event: 'عربي', data: 'שלום ‮🚀' },
      { event: 'large', data: 'x'.repeat(60_000) },
    ]);
    const log = page.getByRole('log');
    await log.getByText(`"${evil}"`).first().waitFor();
    await log.getByText('عربي').first().waitFor();
    await log.getByText('60,002').first().waitFor();
    expect(await log.locator('script, b').count()).toBe(0);
    expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false);
  });
});
