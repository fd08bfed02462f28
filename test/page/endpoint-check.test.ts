import type { RequestListener } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { startFake } from '../support/fake-server.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { startTestLab } from '../support/start-lab.ts';
import { openTab } from './open-tab.ts';

/** CORS headers with which a server of another origin lets the page read and publish. */
const open = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': 'content-type, last-event-id' };

/** An event stream with three faults: no ids, no `retry:`, and no `Cache-Control`, so that a cache may keep it. */
function forgetful(): RequestListener {
  const streams = new Set<(text: string) => void>();
  return (request, response) => {
    if (request.method === 'OPTIONS') response.writeHead(204, open).end();
    else if (request.method === 'POST') {
      let text = '';
      request.setEncoding('utf8').on('data', (more: string) => {
        text += more;
      });
      request.once('end', () => {
        for (const send of streams) send(text);
        response.writeHead(202, open).end();
      });
    } else {
      response.writeHead(200, { ...open, 'Content-Type': 'text/event-stream' }).flushHeaders();
      const send = (text: string) => void response.write(`data: ${text}\n\n`);
      streams.add(send);
      response.once('close', () => streams.delete(send));
    }
  };
}

const title = (page: Page, text: string) => page.locator('.check-result h2').getByText(text).waitFor();
const check = async (page: Page) => {
  await page.getByLabel('seconds of silence').fill('0');
  await page.getByRole('button', { name: 'Check', exact: true }).click();
};

describe.skipIf(!inject('chromium'))('/decide/check', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('finds nothing wrong with the four transports of the lab, and is linked from /decide', async () => {
    const lab = await startTestLab();
    const { page, complaints } = await openTab(browser);
    await page.goto(`${lab.url}/decide`);
    await page.getByRole('link', { name: 'Check my endpoint' }).click();
    await page.waitForURL(/\/decide\/check/);
    await check(page);
    await title(page, 'sse: Nothing was found.');
    for (const kind of ['websocket', 'long-polling', 'polling']) {
      await page.locator('.check-form').getByText(kind, { exact: true }).click();
      await check(page);
      await title(page, `${kind}: Nothing was found.`);
    }
    expect(complaints.filter((one) => !one.includes('ERR_ABORTED'))).toEqual([]);
  });

  it('judges a server of another origin that allows it', async () => {
    const [lab, foreign] = [await startTestLab(), await startFake({ http: forgetful() })];
    const { page } = await openTab(browser);
    await page.goto(`${lab.url}/decide/check`);
    await page.getByText('as the standards say').click();
    await page.getByLabel('URL of the stream').fill(`${foreign.url}/events`);
    await page.getByLabel('URL to publish to').fill(`${foreign.url}/publish`);
    await check(page);
    await title(page, '3 findings.');
    expect(await page.locator('.found h3').allTextContents()).toEqual(['no-id', 'no-retry', 'cacheable']);
    await page.getByText(`npx transport-lab check 'sse:${foreign.url}/events'`).waitFor();
  });

  it('says what is wrong with what was typed, and what a page can see of a server that does not answer', async () => {
    const lab = await startTestLab();
    const { page } = await openTab(browser);
    await page.goto(`${lab.url}/decide/check`);
    await page.getByLabel('URL of the stream').fill('https://app.example/events');
    await check(page);
    await page.getByRole('alert').getByText('Expected a server of this machine').waitFor();
    await page.locator('.check-form').getByText('websocket', { exact: true }).click();
    await page.getByLabel('URL of the stream').fill(`${lab.url.replace('http', 'ws')}/nothing`);
    await check(page);
    await title(page, 'websocket: not checked');
    await page.locator('.check-result .warn').getByText('the browser could not open one').waitFor();
  });
});
