/** Hostile and unusual input to scenes: markup, long logs, a restarted server. */
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { folderWith, newer } from '../server/report-support.ts';
import { Onlooker } from '../server/telemetry-support.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { labOfAll, startTestLab } from '../support/start-lab.ts';
import { goToDoor } from './go-to-door.ts';
import { openTab, tabOfAll } from './open-tab.ts';
import { abreast } from './race-support.ts';
import { stickingOut } from './widths/sticking-out.ts';

const evil = '<img src=x onerror="globalThis.hacked = 1">';

describe.skipIf(!inject('chromium'))('A scene', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  const open = async (url: string, path: string) => {
    const tab = await openTab(browser, { viewport: { width: 390, height: 844 } });
    await tab.page.goto(`${url}/try/${path}#v=1&mode=race&rate=0&poll=200&rtt=0`);
    await tab.page.waitForFunction(() => document.querySelectorAll('.pane').length === 4);
    return tab;
  };

  const says = (page: Page, text: string) =>
    page.waitForFunction((wanted) => [...document.querySelectorAll('.pane')].every(({ textContent }) => textContent.includes(wanted)), text);

  it('starts with 10,000 lines of chat whose names are markup, shows the newest as text, and goes on', async () => {
    const lab = await startTestLab({ window: 20_000 });
    for (let from = 0; from < 10_000; from += 1_000) {
      await lab.log.append(Array.from({ length: 1_000 }, (_, index) => ({ event: 'chat.said', data: { name: `<b>${from + index}`, text: evil } })));
    }
    await lab.log.append([
      { event: 'chat.said', data: 'no line' },
      { event: 'chat.present', data: { names: [evil, 7] } },
    ]);
    const { page, complaints } = await open(lab.url, 'chat');
    await says(page, 'Not shown: 9,800 earlier lines.');
    await says(page, `1 here: ${evil}`);
    await abreast(page, 4, -1);
    await lab.log.append([{ event: 'chat.said', data: { name: 'Ada', text: 'one more' } }]);
    await says(page, 'Not shown: 9,801 earlier lines.');
    await says(page, 'Ada one more');
    expect(await page.locator('.pane :is(b, img, script)').count()).toBe(0);
    expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false);
    expect(await stickingOut(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('starts again with the log of a restarted server, and says so if a command cannot be sent meanwhile', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const { page } = await open(lab.url, 'mail');
    await abreast(page, 4, -1);
    await page.getByLabel('seconds between mails').fill('0.2');
    await page.getByLabel('seconds between mails').press('Enter');
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
    await says(page, 'No mail has come yet.');
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

  describe('of three', () => {
    const lab = labOfAll();
    const tab = tabOfAll(() => browser, { viewport: { width: 390, height: 844 } });

    /** In the document of the scene before. */
    const openScene = async (scene: string): Promise<Page> => {
      await goToDoor(tab(), lab().url, `try/${scene}`, '#v=1&mode=race&rate=0&poll=200&rtt=0');
      await tab().waitForFunction(() => document.querySelectorAll('.pane').length === 4);
      return tab();
    };

    it('mail shows the interval to a visitor who arrives in the middle, and unread mails when another visitor starts a new run', async () => {
      const page = await openScene('mail');
      const { log } = lab();
      await abreast(page, 4, -1);
      await says(page, 'No mail has come yet.');
      const letter = (run: string, number: number) => ({
        event: 'mail.arrived',
        data: { run, every: 60_000, number, from: evil, subject: 'Hello' },
      });
      await log.append([letter('first', 12)]);
      await says(page, 'One every 60 s.');
      const toasts = page.getByRole('status').filter({ hasText: `New mail from ${evil}` });
      await toasts.nth(3).waitFor();
      await page.getByRole('button', { name: 'Mark read' }).first().click();
      await says(page, '0 unread of 1');
      expect(await toasts.count()).toBe(0);
      await log.append([{ event: 'mail.started', data: { run: 'second', every: 60_000 } }, letter('second', 1)]);
      await says(page, '1 unread of 1');
      await toasts.nth(3).waitFor();
    });

    it('the hub says that nothing happened if the client is not connected', async () => {
      const page = await openScene('hub');
      await abreast(page, 4, -1);
      await page.getByText('Below each client you see what it writes and reads.').waitFor();
      await page.getByRole('button', { name: 'Publish', exact: true }).click();
      await says(page, 'Publish: nothing happened, because A is not connected. Connect it first.');
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
      await says(page, 'A connected');
      expect(await page.locator('.pane .warn').count()).toBe(0);
      await page.getByRole('button', { name: 'Broadcast', exact: true }).click();
      await says(page, '↓ {"event":"news","data":"hello"}');
      await says(page, '0 lost, 0 doubled.');
    });

    it('the drone shows the median round trip of each uplink', async () => {
      const page = await openScene('drone');
      await abreast(page, 4, -1);
      await page.getByRole('button', { name: 'Take off' }).click();
      await says(page, 'WebSocket: median');
      await page.getByRole('radio', { name: 'POST' }).check();
      await page.getByRole('button', { name: 'Up', exact: true }).click();
      await says(page, 'POST: median');
      for (const list of await page.getByRole('list', { name: 'Median round trips' }).all()) {
        expect(await list.getByRole('listitem').allTextContents()).toEqual([
          expect.stringMatching(/^WebSocket: median [\d.]+ ms of 1$/),
          expect.stringMatching(/^POST: median [\d.]+ ms of 1$/),
        ]);
      }
    });
  });

  it('of pull starts bots with the chosen poll interval, and shows their computed costs beside the measured ones of the server', async () => {
    vi.stubEnv('TRANSPORT_LAB_RESULTS', folderWith(newer));
    onTestFinished(() => void vi.unstubAllEnvs());
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const { page } = await open(lab.url, 'pull');
    await abreast(page, 4, -1);
    for (const [label, value] of [
      ['users', '2'],
      ['seconds between polls', '7'],
    ] as const) {
      await page.getByLabel(label, { exact: true }).fill(value);
      await page.getByLabel(label, { exact: true }).press('Enter');
    }
    await page.getByRole('button', { name: 'Run it' }).click();
    await page.getByText('The server now, with 8 bots, of which those that poll ask every 7 s').waitFor();
    await page.waitForFunction(() => [...document.querySelectorAll('.pull-server td')].every(({ textContent }) => textContent !== '–'));
    await page.waitForFunction(() => [...document.querySelectorAll('.pane')].every((pane) => !/(CPU, cores|heap, MiB)––/.test(pane.textContent)));
    expect((await Onlooker.at(lab)).state).toMatchObject({ botPollInterval: 7_000, bots: { polling: 2, sse: 2 } });
  });

  it('that does not exist has a page that lists the existing ones', async () => {
    const lab = await startTestLab();
    const { page } = await openTab(browser);
    const response = await page.goto(`${lab.url}/try/cookies`);
    expect(response?.status()).toBe(404);
    await page.getByRole('link', { name: '/try/mail' }).waitFor();
  });
});
