import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { doorPaths } from '../../server/lab/door-paths.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { startTestLab } from '../support/start-lab.ts';
import { firstVisit } from './chunks.ts';
import { goToDoor } from './go-to-door.ts';
import { openTab } from './open-tab.ts';
import { abreast } from './race-support.ts';

const doors = ['Lab', 'Learn', 'Try', 'Decide', 'Report'];

/** False for requests that were aborted when the page was left; true for every other error. */
const notLeft = (complaint: string): boolean => !complaint.endsWith('net::ERR_ABORTED');

/** The title of the open door: each door has exactly one. */
const title = (page: Page) => page.locator('main h1');

/** A proxy that serves a lab below a prefix, without telling the lab. @returns the URL */
async function belowPrefix(lab: string, prefix: string): Promise<string> {
  const app = express();
  app.use(prefix, createProxyMiddleware({ target: lab, ws: false }));
  const server = createServer(app);
  const upgrade = createProxyMiddleware({ target: lab, ws: true, pathRewrite: { [`^${prefix}`]: '' } }).upgrade;
  server.on('upgrade', (request, socket, head) => upgrade(request, socket as Parameters<typeof upgrade>[1], head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`;
}

describe.skipIf(!inject('chromium'))('the doors', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('each have a path, one title and their link in the bar', async () => {
    const lab = await startTestLab();
    const { page, complaints } = await openTab(browser);
    for (const path of doorPaths) {
      // Doors are loaded. Paths below a door are opened inside the loaded document, because test/server/door-paths.test.ts checks that the lab serves the page there too.
      if (path.includes('/')) await goToDoor(page, lab.url, path);
      else await page.goto(`${lab.url}/${path}#v=1&rate=1&poll=5000`);
      await title(page).waitFor();
      expect(await page.locator('h1').count(), path).toBe(1);
      expect(await page.getByRole('navigation', { name: 'Pages' }).locator('[aria-current="page"]').count(), path).toBe(1);
    }
    expect(complaints.filter(notLeft)).toEqual([]);
  });

  it('keep the run and the settings when a visitor goes through them and back', async () => {
    const lab = await startTestLab();
    const { page } = await openTab(browser);
    await page.goto(`${lab.url}/#v=1&rate=7&poll=500`);
    await abreast(page, 4, 2);
    await page.evaluate(() => Object.assign(globalThis, { before: [...globalThis.lab.lanes] }));
    for (const name of [...doors.slice(1), 'Lab']) {
      await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click();
      await page.waitForURL(name === 'Lab' ? /\/#v=1.*rate=7/ : new RegExp(`/${name.toLowerCase()}#v=1.*rate=7`));
      await title(page).waitFor();
      // The bar with the links and the buttons stays in sight.
      expect(await page.evaluate(() => scrollY), name).toBe(0);
    }
    await page.goBack();
    await page.waitForURL(/\/report#.*rate=7/);
    const same = await page.evaluate(() => {
      const { before } = globalThis as unknown as { before: unknown[] };
      return [...globalThis.lab.lanes].every((lane) => before.includes(lane));
    });
    expect(same).toBe(true);
  });

  it('are linked from the first screen', async () => {
    const lab = await startTestLab();
    const { page } = await openTab(browser);
    await page.goto(lab.url);
    await page.getByRole('link', { name: 'Which one should I use?' }).click();
    await page.waitForURL(/\/decide/);
    await page.goBack();
    await page.getByRole('link', { name: 'Show me, five minutes' }).click();
    await page.waitForURL(/\/learn\/tour/);
    await title(page).filter({ hasText: 'Five minutes' }).waitFor();
  });

  it('open no streams if they show no lanes', async () => {
    const lab = await startTestLab();
    const { page } = await openTab(browser);
    await page.goto(`${lab.url}/decide`);
    await title(page).waitFor();
    expect(await page.evaluate(() => globalThis.lab.lanes.size)).toBe(0);
    await page.getByRole('link', { name: 'Lab', exact: true }).click();
    await abreast(page, 4);
  });

  it.each(['/nothing', '/try/nothing', '/learn/%3Cimg%20src=x%3E'])('list all doors at an unknown path: %s', async (path) => {
    const lab = await startTestLab();
    const { page } = await openTab(browser);
    const response = await page.goto(lab.url + path);
    expect(response?.status()).toBe(404);
    await page.getByRole('heading', { level: 1, name: 'There is no page at this address' }).waitFor();
    expect(await page.locator('.places a').allTextContents()).toEqual(doorPaths.map((place) => `/${place}`));
    await page.getByRole('link', { name: '/decide', exact: true }).click();
    await page.waitForURL(`${lab.url}/decide`);
  });

  it('work at any depth below a prefix that a proxy adds', async () => {
    const lab = await startTestLab({ ticker: 0.2 });
    const root = await belowPrefix(lab.url, '/live');
    const { page, complaints } = await openTab(browser);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    for (const path of ['/try/mail', '/decide', '/']) {
      await page.goto(root + path);
      await title(page).waitFor();
      for (const link of await page.locator('.doors a').all()) expect(await link.evaluate((a: HTMLAnchorElement) => a.href)).toContain(`${root}/`);
    }
    await page.waitForFunction(() => [...globalThis.lab.lanes].some(({ stream }) => stream.state === 'open'));
    expect(asked.filter((url) => !url.startsWith(`${root}/`))).toEqual([]);
    expect(complaints.filter(notLeft)).toEqual([]);
  });

  it('load exactly the JavaScript on a first visit that the size limit counts', async () => {
    const lab = await startTestLab();
    const { page } = await openTab(browser);
    const loaded = new Set<string>();
    page.on('request', (request) => request.url().endsWith('.js') && loaded.add(new URL(request.url()).pathname.replace('/assets/', '')));
    await page.goto(lab.url);
    await title(page).waitFor();
    await page.getByRole('heading', { name: 'Inspector' }).waitFor();
    expect([...loaded].toSorted()).toEqual([...firstVisit()].toSorted());
  });
});
