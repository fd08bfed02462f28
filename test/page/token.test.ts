import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { shareChromium } from '../support/shared-chromium.ts';
import { startTestLab } from '../support/start-lab.ts';
import { openTab } from './open-tab.ts';
import { joinRace } from './race-support.ts';

const token = 'a-secret';

/** Waits until the page has control. */
const mayControl = (page: Page) => page.getByRole('button', { name: 'Cut the line', exact: true }).and(page.locator(':enabled')).waitFor();
/** Waits until the page knows that it may only look. */
const mayLook = (page: Page) => page.getByText('whoever has its token may break things').first().waitFor();

describe.skipIf(!inject('chromium'))('the token', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  const openLab = () => startTestLab({ weather: true, rtt: 0, host: '0.0.0.0', token, ticker: 0.5 });

  it('stays after a reload, and stays out of the URL and of other tabs', async () => {
    const lab = await openLab();
    const { page } = await joinRace(browser, lab, `&rate=5&poll=200&rtt=0&token=${token}`);
    await mayControl(page);
    expect(page.url()).not.toContain(token);
    await page.reload();
    await mayControl(page);
    expect(page.url()).not.toContain(token);
    const opened = page.context().waitForEvent('page');
    await page.evaluate(() => void window.open(location.href, '_blank', 'noopener'));
    await mayLook(await opened);
  });

  it('is read from a URL that is typed into a tab that already shows the lab', async () => {
    const lab = await openLab();
    const { page } = await openTab(browser);
    const address = lab.url.replace('0.0.0.0', '127.0.0.1');
    await page.goto(`${address}/#v=1&rate=5&poll=200`);
    await mayLook(page);
    // Only the fragment differs, so the browser does not load the page again.
    await page.goto(`${address}/#token=${token}`);
    await mayControl(page);
    expect(page.url()).not.toContain(token);
  });

  it('lets the visitor only look if it is wrong, and gives control when the right one follows', async () => {
    const lab = await openLab();
    const { page } = await openTab(browser);
    const address = lab.url.replace('0.0.0.0', '127.0.0.1');
    await page.goto(`${address}/#token=wrong`);
    await page.getByText("The token is not this lab's.").first().waitFor();
    await page.goto(`${address}/#token=${token}`);
    await mayControl(page);
  });

  it('stands in no URL that the page asks for', async () => {
    const lab = await openLab();
    const { page } = await openTab(browser);
    const urls: string[] = [];
    page.on('request', (request) => urls.push(request.url()));
    page.on('websocket', (socket) => urls.push(socket.url()));
    await page.goto(`${lab.url.replace('0.0.0.0', '127.0.0.1')}/#token=${token}`);
    await mayControl(page);
    expect(urls.some((url) => url.includes('/telemetry?ticket='))).toBe(true);
    expect(urls.slice(1).filter((url) => url.includes(token))).toEqual([]);
  });

  it('for reading opens the lanes of a closed lab, also after a reload, and without it the page says what is missing', async () => {
    const readToken = 'of-the-whole-class';
    const lab = await startTestLab({ weather: true, rtt: 0, host: '0.0.0.0', token, readToken, ticker: 0.5 });
    const { page } = await openTab(browser);
    const address = lab.url.replace('0.0.0.0', '127.0.0.1');
    const allOpen = () =>
      page.waitForFunction(() => globalThis.lab.lanes.size === 4 && [...globalThis.lab.lanes].every(({ stream }) => stream.cursor));
    await page.goto(`${address}/#token=${readToken}`);
    await allOpen();
    await mayLook(page);
    await page.reload();
    await allOpen();
    const stranger = (await openTab(browser)).page;
    await stranger.goto(address);
    await stranger.getByText('--read-token').first().waitFor();
  });
});
