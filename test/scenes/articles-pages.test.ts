/** Pages in the style of the articles and of the hub, served from another origin, on every transport. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { openTab } from '../page/open-tab.ts';
import { snippetsOf } from '../support/documents.ts';
import { providePrograms } from '../support/programs.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { startTestLab } from '../support/start-lab.ts';

const folder = join(import.meta.dirname, '../../docs/recipes/pages');

const recipe = (name: string): string => readFileSync(join(folder, name), 'utf8');

/** Serves a page from an origin of its own, with the lab's address in place of localhost:3000, and opens it. */
async function visit(browser: Browser, page: string, query = '', script = '') {
  const site = createServer((request, response) => {
    if (request.url?.startsWith('/favicon')) return response.writeHead(204).end();
    const html = page
      .replaceAll('localhost:3000', `127.0.0.1:${lab.port}`)
      .replace("host: 'localhost', port: '3000'", `host: '127.0.0.1', port: '${lab.port}'`)
      .replace('/sdk/js"', `/sdk/js${script}"`);
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(html);
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
  onTestFinished(() => {
    site.close();
    site.closeAllConnections();
  });
  const origin = `http://127.0.0.1:${listeningPort(site)}`;
  const lab = await startTestLab({ weather: true, rtt: 0, allowOrigin: [origin] });
  const open = async () => {
    const tab = await openTab(browser);
    await tab.page.goto(`${origin}/${query}`);
    return tab;
  };
  return { lab, open };
}

/** The global variable of the page in the document. */
interface Hub {
  EventTube: { ws?: { state: string }; sub(event: string, heard: (message: { data: unknown }) => void): Promise<number> };
}

const withCurl = await providePrograms('curl');

const evil = '<img src=x onerror="globalThis.hacked = 1">';
/** Without aborted requests: a stream aborts its request when it changes its filter or transport, or closes. */
const unexpected = (complaints: readonly string[]) => complaints.filter((one) => !one.includes('ERR_ABORTED'));

const lines = (page: Page, list: string) => page.locator(`#${list} li`).allTextContents();

describe.skipIf(!inject('chromium'))('Pages of the articles', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it.each(transportNames)(
    '7: what others wrote is shown as HTML; here a chat for the hub runs unchanged over %s, and shows it as text',
    async (transport) => {
      const { open } = await visit(browser, recipe('eventtube-chat.html'), '', `?transport=${transport}`);
      const [ada, bob] = [await open(), await open()];
      for (const { page } of [ada, bob]) await page.locator('[data-state="subscribed"]').waitFor();
      await ada.page.getByLabel('Message').fill(evil);
      await ada.page.getByRole('button', { name: 'Send' }).click();
      for (const { page } of [ada, bob]) await page.locator('#lines li').first().waitFor();
      expect([await lines(ada.page, 'lines'), await lines(bob.page, 'lines')]).toEqual([[`me: ${evil}`], [evil]]);
      expect(await bob.page.evaluate(() => 'hacked' in globalThis)).toBe(false);
      expect(await bob.page.evaluate(() => (globalThis as unknown as { EventTube: { ws: { transport: string } } }).EventTube.ws.transport)).toBe(
        transport,
      );
      await bob.page.getByRole('button', { name: 'Unsubscribe' }).click();
      await bob.page.locator('[data-state="unsubscribed"]').waitFor();
      expect(unexpected([...ada.complaints, ...bob.complaints])).toEqual([]);
    },
  );

  it.each(['raw WebSocket', ...transportNames])('open, send and close work over %s', async (how) => {
    const { open } = await visit(browser, recipe('open-send-close.html'));
    const { page, complaints } = await open();
    const said = (text: string) => page.locator('#log li', { hasText: text }).first().waitFor();
    await page.getByLabel('Transport').selectOption(how);
    await page.getByRole('button', { name: 'Open' }).click();
    await said('open');
    await page.getByLabel('Text').fill('just text');
    await page.getByRole('button', { name: 'Send' }).click();
    await said('got just text');
    await page.getByRole('button', { name: 'Close' }).click();
    await said('closed');
    expect(await lines(page, 'log')).toEqual(['open', 'got just text', 'closed']);
    expect(unexpected(complaints)).toEqual([]);
  });

  it.each(transportNames)('a group chat that posts forms gets all messages over %s, earlier ones included', async (transport) => {
    const { open, lab } = await visit(browser, recipe('push-chat.html'), `?transport=${transport}`);
    await lab.log.append([{ event: 'group', data: 'Bob: before' }]);
    const { page } = await open();
    await page.getByLabel('Message').fill(evil);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.locator('#lines li').nth(1).waitFor();
    expect(await lines(page, 'lines')).toEqual(['Bob: before', `Ada: ${evil}`]);
    expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false);
  });

  it.skipIf(!withCurl)('the page of docs/from-eventtube.md connects, and gets what the document’s command for a terminal pushes', async () => {
    const path = 'docs/from-eventtube.md';
    const page = snippetsOf(path).find(({ name }) => name === 'page.html')?.code ?? 'no page';
    const line = /`(curl [^`]+)`/.exec(readFileSync(join(import.meta.dirname, '../..', path), 'utf8'))?.[1] ?? 'no line';
    const { open, lab } = await visit(browser, page);
    const tab = await open();
    await tab.page.waitForFunction(() => (globalThis as unknown as Hub).EventTube.ws?.state === 'open');
    await tab.page.evaluate(async () => {
      const { EventTube } = globalThis as unknown as Hub;
      await EventTube.sub('news', ({ data }) => document.body.append(`heard ${data}`));
    });
    const env = { ...process.env, no_proxy: '*', NO_PROXY: '*' };
    await promisify(execFile)('sh', ['-c', line.replace('localhost:3000', `127.0.0.1:${lab.port}`)], { env, timeout: 120_000 });
    await tab.page.getByText('heard hello').waitFor();
    expect(unexpected(tab.complaints)).toEqual([]);
  });
});
