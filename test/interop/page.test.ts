/** The lab's page behind nginx: below a prefix, with a Host that nginx changes, and over TLS. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { showPanel } from '../page/open-page.ts';
import { openTab } from '../page/open-tab.ts';
import { abreast, cardOf } from '../page/race-support.ts';
import { labName } from '../support/chromium.ts';
import { providePrograms } from '../support/programs.ts';
import { startNginx, upgrade } from '../support/proxies.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { startTestLab } from '../support/start-lab.ts';

const there = await providePrograms('nginx', 'openssl');

const causes = (page: Page) => page.getByRole('region', { name: 'Causes' });

describe.skipIf(!there || !inject('chromium'))('the page behind nginx', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  const open = (options: BrowserContextOptions = {}) => openTab(browser, options);

  it('works below a prefix, and requests nothing outside of it', async () => {
    const lab = await startTestLab({ ticker: 0.2 });
    const { port } = await startNginx(lab, `location /lab/ { proxy_pass $lab/; proxy_set_header Host $http_host; ${upgrade} }`);
    const { page, complaints } = await open();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('websocket', (socket) => asked.push(socket.url()));
    await page.goto(`http://127.0.0.1:${port}/lab/#v=1&cookie=100&conditions=true`);
    await abreast(page, 4, 2);
    await page.getByText('Connecting to the lab.').first().waitFor({ state: 'detached' });
    const coefficients = page.waitForRequest(/report\/coefficients$/);
    await showPanel(page, 'What if');
    await coefficients;
    await showPanel(page, 'Publish');
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByRole('button', { name: 'Open more streams' }).click();
    await page.getByRole('button', { name: /^Close stream 1, open/ }).waitFor();
    await showPanel(page, 'Code');
    await page.getByRole('tab', { name: 'sse', exact: true }).click();
    await page.locator('.source pre').getByText('EventSource').first().waitFor();
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ path: '/lab/' });
    expect(asked.filter((url) => !new URL(url).pathname.startsWith('/lab/'))).toEqual([]);
    const paths = new Set(asked.map((url) => new URL(url).pathname));
    for (const path of ['telemetry', 'report/coefficients', 'stream/polling', 'stream/long-polling', 'stream/sse', 'stream/websocket'])
      expect(paths).toContain(`/lab/${path}`);
    expect(complaints).toEqual([]);
  });

  it('links from the report to the lab below a prefix, with or without a slash after the report', async () => {
    const lab = await startTestLab();
    const { port } = await startNginx(lab, `location /lab/ { proxy_pass $lab/; proxy_set_header Host $http_host; }`);
    const { page } = await open();
    for (const report of ['report.html', 'report.html/']) {
      await page.goto(`http://127.0.0.1:${port}/lab/${report}`);
      await page.getByRole('link', { name: 'To the lab' }).click();
      await page.waitForURL(`http://127.0.0.1:${port}/lab/`);
    }
  });

  it('names the flag that is missing if the proxy drops the port from Host', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0, allowHost: [labName] });
    const { port } = await startNginx(lab, `location / { proxy_pass $lab; proxy_set_header Host $host; ${upgrade} }`);
    const { page } = await open({ viewport: { width: 1_280, height: 900 } });
    const origin = `http://${labName}:${port}`;
    const flag = `--allow-origin ${origin}`;
    await page.goto(`${origin}/#v=1`);
    await cardOf(page, 'websocket').says(flag);
    await cardOf(page, 'sse').chip('open');
    await causes(page).locator('.no-line p').getByText(flag).first().waitFor();
    expect(await causes(page).locator('.no-line code').textContent()).toBe(flag);
    expect(await causes(page).getByText('Connecting to the lab.').count()).toBe(0);
    await showPanel(page, 'Test');
    await page.getByRole('button', { name: /^Test the connection/ }).click();
    await page.locator('.self-test li').filter({ hasText: 'upgrade, frames both ways' }).getByText(flag).waitFor();
  });

  it('works with that flag', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    // nginx starts first, because the flag contains its port.
    const { port } = await startNginx(lab, `location / { proxy_pass $lab; proxy_set_header Host $host; ${upgrade} }`);
    await lab.close();
    const admitting = await startTestLab({ weather: true, rtt: 0, ticker: 0.2, port: lab.port, allowOrigin: [`http://localhost:${port}`] });
    const { page } = await open({ viewport: { width: 1_280, height: 900 } });
    await page.goto(`http://localhost:${port}/#v=1`);
    await abreast(page, 4, 2);
    await causes(page).getByText('Connecting to the lab.').first().waitFor({ state: 'detached' });
    expect(await causes(page).locator('.no-line').count()).toBe(0);
    expect(admitting.followers()).toBeGreaterThan(0);
  });

  it.each([
    ['with', '100 ms there and back'],
    ['without', 'network simulation is off'],
  ])('works over TLS, %s weather', async (weather, says) => {
    const lab = await startTestLab({ weather: weather === 'with', rtt: 100, ticker: 0.2 });
    const { port } = await startNginx(lab, `location / { proxy_pass $lab; proxy_set_header Host $http_host; ${upgrade} }`, { tls: true });
    const { page, complaints } = await open({ ignoreHTTPSErrors: true });
    await page.goto(`https://localhost:${port}/#v=1`);
    await abreast(page, 4, 2);
    await page.locator('.wire .chips').getByText(says).waitFor();
    await page
      .locator('.wire .chips')
      .getByText(/^clocks agree to/)
      .waitFor();
    expect(await causes(page).locator('.no-line').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
