/** What visitors may do to a scene, and what may happen to it. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Onlooker } from '../server/telemetry-support.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { startTestLab } from '../support/start-lab.ts';
import { openTab } from './open-page.ts';
import { abreast } from './race-support.ts';

const evil = '<img src=x onerror="globalThis.hacked = 1">';

describe.skipIf(!inject('chromium'))('A scene', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });
  afterAll(() => browser?.close());

  const open = async (url: string, path: string) => {
    const tab = await openTab(browser, { viewport: { width: 390, height: 844 } });
    await tab.page.goto(`${url}/try/${path}#v=1&mode=race&rate=0&poll=200&rtt=0`);
    await tab.page.waitForFunction(() => document.querySelectorAll('.pane').length === 4);
    return tab;
  };

  const says = (page: Page, text: string) =>
    page.waitForFunction((wanted) => [...document.querySelectorAll('.pane')].every(({ textContent }) => textContent.includes(wanted)), text);

  it('begins with 10,000 lines of chat by names of markup, shows the newest as text, and goes on', async () => {
    const lab = await startTestLab({ window: 20_000 });
    for (let from = 0; from < 10_000; from += 1_000) {
      await lab.log.append(Array.from({ length: 1_000 }, (_, index) => ({ event: 'chat.said', data: { name: `<b>${from + index}`, text: evil } })));
    }
    await lab.log.append([
      { event: 'chat.said', data: 'no line' },
      { event: 'chat.present', data: { names: [evil, 7] } },
    ]);
    const { page, complaints } = await open(lab.url, 'chat');
    await says(page, '9,800 earlier lines are not shown.');
    await says(page, `1 here: ${evil}`);
    await abreast(page, 4, -1);
    await lab.log.append([{ event: 'chat.said', data: { name: 'Ada', text: 'one more' } }]);
    await says(page, '9,801 earlier lines are not shown.');
    await says(page, 'Ada one more');
    expect(await page.locator('.pane :is(b, img, script)').count()).toBe(0);
    expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('begins anew with the log of a server that was restarted, and says so of what it cannot do meanwhile', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const { page } = await open(lab.url, 'mail');
    await abreast(page, 4, -1);
    await page.getByLabel('a mail every, s').fill('0.2');
    await page.getByLabel('a mail every, s').press('Enter');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await says(page, 'One every 0.2 s.');
    const control = await Onlooker.at(lab);
    await control.tell({ type: 'fault', fault: { kind: 'restart', seconds: 600 } });
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page
      .getByRole('alert')
      .getByText(/^Not sent: /)
      .waitFor();
    await control.tell({ type: 'lift' });
    await page.waitForFunction(() => [...globalThis.lab.lanes].every(({ stream }) => stream.state === 'open' && stream.ledger.gaps === 1));
    await says(page, 'No mail is sent at present.');
    await says(page, 'unread of 0');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await says(page, 'One every 0.2 s.');
    await page
      .getByRole('alert')
      .getByText(/^Not sent: /)
      .waitFor({ state: 'detached' });
    const ledgers = await page.evaluate(() => [...globalThis.lab.lanes].map(({ stream }) => stream.ledger));
    for (const ledger of ledgers) expect(ledger).toMatchObject({ missing: 0, doubled: 0, gaps: 1 });
  });

  it('that does not exist has a page that says which there are', async () => {
    const lab = await startTestLab();
    const { page } = await openTab(browser);
    const response = await page.goto(`${lab.url}/try/cookies`);
    expect(response?.status()).toBe(404);
    await page.getByRole('link', { name: '/try/mail' }).waitFor();
  });
});
