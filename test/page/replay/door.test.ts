import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { words } from '../../../client/page/words/en/words.ts';
import { shareChromium } from '../../support/shared-chromium.ts';
import { startTestLab } from '../../support/start-lab.ts';
import { openTab } from '../open-tab.ts';

const root = join(import.meta.dirname, '../../..');

/** A host that serves static files below a prefix, without a lab. @returns the URL of the page */
async function startFileHost(): Promise<string> {
  const app = express();
  app.use('/lab/runs', express.static(join(root, 'docs/runs')));
  app.use('/lab', express.static(join(root, 'dist/page')));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/lab`;
}

describe.skipIf(!inject('chromium'))('the door /replay', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('opens a committed run on a host that only serves files, with the text of its lesson, and requests nothing but files', async () => {
    const host = await startFileHost();
    const { page, complaints } = await openTab(browser);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url().replace(host, '')));
    page.on('websocket', (socket) => asked.push(socket.url()));
    await page.goto(`${host}/replay/?run=how-late`);
    const said = words.lessons['how-late'].rounds.second;
    await page.getByRole('heading', { name: said?.question ?? '' }).waitFor();
    expect(await page.locator('.replayed-lesson data').count()).toBeGreaterThan(0);
    expect(await page.locator('.card.polling').count()).toBe(1);
    await page.locator('.inspector .heading').filter({ hasText: ', exchange' }).waitFor();
    expect(asked.filter((path) => !/^\/(replay\/|assets\/|favicon|runs\/how-late\.json)/.test(path))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('steps and plays with keys', async () => {
    const lab = await startTestLab();
    const { page } = await openTab(browser);
    await page.goto(`${lab.url}/replay?run=how-late`);
    const event = page.locator('.replay-event');
    const count = async () => Number(await event.getAttribute('data-count'));
    await event.waitFor();
    const all = await count();
    await page.keyboard.press('Home');
    await page.locator('.replay-event[data-count="0"]').waitFor();
    for (let steps = 0; steps < 3; steps += 1) await page.keyboard.press('.');
    expect(await count()).toBeGreaterThanOrEqual(3);
    const there = await count();
    await page.keyboard.press(',');
    expect(await count()).toBeLessThan(there);
    await page.getByRole('radio', { name: '5 ×', exact: true }).check();
    await page.locator('h1').click();
    await page.keyboard.press(' ');
    await page.locator(`.replay-event[data-count="${all}"]`).waitFor();
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  });

  it('says in a sentence why a file is not a run, shows its name as text, and keeps the open run', async () => {
    const lab = await startTestLab();
    const { page, complaints } = await openTab(browser);
    await page.goto(`${lab.url}/replay?run=how-late`);
    await page.locator('.replay-event').waitFor();
    for (const [name, content, sentence] of [
      ['<img src=x>.json', '{"schema":"<script>alert(1)</script>"}', '<img src=x>.json: Expected the file to be a saved run'],
      ['half.json', '{"schema":"transport-lab/page-run", "ver', 'half.json: Expected a saved run, which is a file of JSON'],
      ['next.json', '{"schema":"transport-lab/page-run","version":9}', 'got 9.'],
    ] as const) {
      await page.locator('input[type="file"]').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) });
      await page.getByRole('alert').filter({ hasText: sentence }).waitFor();
    }
    expect(await page.locator('.card.polling').count()).toBe(1);
    expect(complaints).toEqual([]);
    await page.goto(`${lab.url}/replay?run=${encodeURIComponent('../lab')}`);
    await page.getByRole('alert').filter({ hasText: 'Expected the name of a run' }).waitFor();
    await page.goto(`${lab.url}/replay?run=nothing-of-this-name`);
    await page.getByRole('alert').filter({ hasText: 'There is no run of this name beside this page (404)' }).waitFor();
  });

  it('shows the run of a lesson to a visitor who does not run it', async () => {
    const lab = await startTestLab();
    const { page } = await openTab(browser);
    await page.goto(`${lab.url}/learn/how-late`);
    await page.getByRole('link', { name: words.learn.replay }).click();
    await page.waitForURL(/\/replay\?run=how-late/);
    await page.locator('.replay-event').waitFor();
    expect(await page.evaluate(() => globalThis.lab.lanes.size)).toBe(0);
  });
});
