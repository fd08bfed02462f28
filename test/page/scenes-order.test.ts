/** What a visitor does in a scene arrives whole and in order, also where requests overtake each other. */
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { shareChromium } from '../support/shared-chromium.ts';
import { startTestLab } from '../support/start-lab.ts';
import { openTab } from './open-tab.ts';
import { abreast } from './race-support.ts';

describe.skipIf(!inject('chromium'))('A scene', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  async function open(scene: string): Promise<Page> {
    const lab = await startTestLab();
    const { page } = await openTab(browser, { viewport: { width: 390, height: 844 } });
    await page.goto(`${lab.url}/try/${scene}#v=1&mode=race&rate=0&poll=200&rtt=0`);
    await page.waitForFunction(() => document.querySelectorAll('.pane').length === 4);
    await abreast(page, 4, -1);
    return page;
  }

  const says = (page: Page, text: string) =>
    page.waitForFunction((wanted) => [...document.querySelectorAll('.pane')].every(({ textContent }) => textContent.includes(wanted)), text);

  it('stores what is pressed at once in the order of the presses, and once each', async () => {
    const page = await open('hub');
    await page.evaluate(() => {
      const buttons = [...document.querySelectorAll<HTMLButtonElement>('.scene-controls button')];
      for (const name of ['Connect', 'Subscribe', 'Publish', 'Publish', 'Publish']) buttons.find(({ textContent }) => textContent === name)?.click();
    });
    await says(page, 'hears news: 3');
    await says(page, '0 lost, 0 doubled.');
  });

  it('says each line of a chat once, however often Enter is pressed, and gives back a line that cannot be stored', async () => {
    const page = await open('chat');
    await page.getByLabel('your name').fill('Ada');
    await page.getByLabel('your name').press('Enter');
    const field = page.getByLabel('message', { exact: true });
    const submitted = (lines: readonly string[]) =>
      field.evaluate((input, all) => {
        for (const line of all) {
          (input as HTMLInputElement).value = line;
          input.dispatchEvent(new Event('input', { bubbles: true }));
          (input as HTMLInputElement).form?.requestSubmit();
          (input as HTMLInputElement).form?.requestSubmit();
        }
      }, lines);
    await submitted(['ok', 'ok', 'then']);
    await says(page, 'Ada okAda okAda then');
    expect(await field.inputValue()).toBe('');
    // Over a WebSocket there would be no request to fail.
    await page.evaluate(() => {
      location.hash = '#v=1&mode=one&transport=sse&rate=0&rtt=0';
    });
    await abreast(page, 1, -1);
    await page.route('**/publish', (route) => route.abort());
    await submitted(['lost?']);
    await page.getByText('Not sent: ').waitFor();
    await page.waitForFunction((input) => (input as HTMLInputElement).value === 'lost?', await field.elementHandle());
    await page.unroute('**/publish');
  });

  it('loses nothing when its streams are opened anew twice before the server has answered', async () => {
    const page = await open('chat');
    await page.evaluate(() => {
      const submit = (name: string) => {
        const field = document.querySelector<HTMLInputElement>('[name="who"]');
        if (!field) throw new Error('The chat has no field for a name.');
        field.value = name;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.form?.requestSubmit();
      };
      // A new name reopens every stream. What is stored in between has to come, although no stream of that moment ever opens.
      submit('Ada');
      const request = new XMLHttpRequest();
      request.open('POST', '../publish', false);
      request.setRequestHeader('Content-Type', 'application/json');
      request.send(JSON.stringify({ event: 'chat.said', data: { name: 'Eve', text: 'in between' } }));
      submit('Bob');
    });
    await says(page, 'Eve in between');
  });
});
