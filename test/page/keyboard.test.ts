import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { sceneNames } from '../../server/lab/door-paths.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { folderOfAll, newer } from '../server/report-support.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { labOfAll } from '../support/start-lab.ts';
import { goToDoor } from './go-to-door.ts';
import { expectWalk } from './keyboard-walk.ts';
import { inspectNewest } from './open-page.ts';
import { openTab, tabOfAll } from './open-tab.ts';
import { abreast } from './race-support.ts';

/** Focuses a control directly. That Tab reaches every control is tested by the walks. */
async function reach(page: Page, control: Locator): Promise<void> {
  await control.focus();
  await page.locator(':focus:not([tabindex="-1"])').and(control).waitFor();
}

describe.skipIf(!inject('chromium'))('with the keyboard alone', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  // With the committed results of the bench, as visitors see it.
  const labToRace = labOfAll({ weather: true, rtt: 0 }, join(import.meta.dirname, '../../bench/results'));
  const labToRead = labOfAll({ weather: true, rtt: 0 }, folderOfAll(newer));
  const tabToRead = tabOfAll(() => browser, { viewport: { width: 1_280, height: 900 } });

  /** The page behind a relay without delay; nothing is published. */
  async function open(hash: string): Promise<Page> {
    const { page } = await openTab(browser, { viewport: { width: 1_280, height: 900 } });
    await page.goto(`${labToRace().url}/#v=1&rate=0&rtt=0&poll=60000&hold=55&conditions=true&${hash}`);
    await page.getByRole('radio', { name: 'Charts' }).waitFor();
    await page.getByRole('button', { name: 'Black hole' }).and(page.locator(':enabled')).waitFor();
    return page;
  }

  const unfold = async (page: Page) => {
    for (const summary of await page.locator('details:not([open]) > summary:visible').elementHandles()) await summary.click();
    for (const more of await page.getByRole('button', { name: 'More numbers' }).all()) await more.click();
  };

  /** Opens everything, with an exchange in the inspector or with two subscribed events. */
  const prepared = {
    race: inspectNewest,
    one: async (page: Page) => {
      for (const event of ['first', 'second']) {
        await page.getByLabel('only this event').fill(event);
        await page.getByRole('button', { name: 'Subscribe', exact: true }).click();
        await page.getByRole('button', { name: `Unsubscribe from ${event}` }).waitFor();
      }
      await page.getByRole('tabpanel').waitFor();
    },
  } as const;

  it.each(['race', 'one'] as const)('Tab reaches every control once, in visual order, and Shift+Tab goes back: %s', async (mode) => {
    const page = await open(`mode=${mode}&transport=polling`);
    await prepared[mode](page);
    await unfold(page);
    // The next Tab starts at the last click.
    await page.locator('.brand').click();
    const count = await expectWalk(page);
    expect(count).toBeGreaterThan(60);
    process.stdout.write(`keyboard, ${mode}: ${count} stops, forth and back\n`);
  });

  it.each([
    'learn',
    'learn/tour',
    'learn/between-two-polls',
    'try',
    'decide',
    'nothing',
    ...sceneNames.map((name) => `try/${name}`),
    'report',
    'report.html',
  ])('the same holds behind the door %s', async (path) => {
    const page = tabToRead();
    await goToDoor(page, labToRead().url, path, '#v=1&rate=0&rtt=0&poll=60000&hold=55');
    // A stop that comes with the connection to the lab.
    if (path !== 'report.html') await page.getByRole('button', { name: 'Classroom', exact: true }).waitFor();
    if (path.startsWith('try')) await abreast(page, 4, -1);
    // The map is in a chunk of its own, and has stops of its own.
    if (path === 'decide') await page.getByRole('heading', { name: 'What changes the verdict' }).waitFor();
    // If no radio button of a group is checked, the browser stops at the first one on the way forth, and at the last one on the way back.
    // Checked by a script, because the walk would start at a click.
    if (path.startsWith('learn/between'))
      await page
        .locator('.lesson')
        .getByRole('radio')
        .first()
        .evaluate((radio) => (radio as HTMLElement).click());
    if (path === 'report') await page.frameLocator('iframe').getByRole('navigation', { name: 'Contents' }).waitFor();
    const count = await expectWalk(page);
    process.stdout.write(`keyboard, ${path}: ${count} stops, forth and back\n`);
  });

  it('sets a value by a slider and by typing a number', async () => {
    const page = await open('mode=race');
    const typed = page.getByRole('spinbutton', { name: 'Cookie', exact: true });
    await reach(page, page.getByRole('slider', { name: 'Cookie, slider' }));
    await page.keyboard.press('End');
    await page.waitForFunction((input) => (input as HTMLInputElement).value === '8000', await typed.elementHandle());
    await page.waitForURL(/cookie=8000/);
    await reach(page, typed);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('120');
    await page.keyboard.press('Enter');
    await page.waitForURL(/cookie=120(&|$)/);
  });

  it('chooses in a select, with radio buttons and with a checkbox', async () => {
    const page = await open('mode=race');
    await reach(page, page.getByRole('combobox', { name: 'Colours' }));
    await page.keyboard.press('d');
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
    await page.getByRole('button', { name: 'More numbers' }).click();
    await reach(page, page.getByRole('radio', { name: 'p50' }));
    await page.keyboard.press('ArrowRight');
    await page
      .locator('.card.sse .late')
      .getByText(/^p95 (delay|settling)$/)
      .waitFor();
    await reach(page, page.getByRole('checkbox', { name: 'websocket', exact: true }));
    await page.keyboard.press('Space');
    await page.locator('.card.websocket').waitFor({ state: 'detached' });
  });

  it('presses buttons, unfolds a table, and opens and closes the list of keys', async () => {
    const page = await open('mode=race');
    const help = page.getByRole('button', { name: 'List the keys' });
    await reach(page, help);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await help.evaluate((element) => element === document.activeElement)).toBe(true);
    await reach(page, page.getByRole('button', { name: 'Freeze', exact: true }));
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Resume', exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Freeze', exact: true }).waitFor();
    await reach(page, page.locator('summary').filter({ hasText: 'marks as a table' }));
    await page.keyboard.press('Enter');
    await page.getByRole('columnheader', { name: 'what' }).waitFor();
  });

  it('reaches the picture of the lanes, and goes through the parts of an exchange and the tabs of the code', async () => {
    const page = await open('mode=race');
    await reach(page, page.getByRole('group', { name: /^Network traffic/ }));
    await inspectNewest(page);
    const parts = page.getByRole('listbox', { name: 'Parts of the exchange' });
    await reach(page, parts);
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option', { selected: true }).filter({ hasText: 'Host' }).waitFor();
    await page.locator('.detail h3').filter({ hasText: 'Host' }).waitFor();
    await reach(page, page.getByRole('radio', { name: 'Bytes' }));
    await page.keyboard.press('ArrowRight');
    // The code panel shows the transport of the exchange. The arrow keys go through all transports, from the last to the first.
    const chosen = page.getByRole('tab', { name: /polling|sse|websocket/, selected: true });
    await reach(page, chosen);
    for (const [place] of transportNames.entries()) {
      const current = transportNames.indexOf((await chosen.innerText()).trim() as TransportName);
      if (transportNames[current] === 'websocket' && place > 0) break;
      await page.keyboard.press('ArrowRight');
      await page.getByRole('heading', { name: `Source code of ${transportNames[(current + 1) % transportNames.length]}`, exact: true }).waitFor();
    }
    await page.getByRole('heading', { name: 'Source code of websocket' }).waitFor();
    await reach(page, page.getByRole('tab', { name: 'client' }));
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tabpanel').getByText('server/stream/transports/websocket.ts').waitFor();
  });

  it('moves the focus to the next control when the pressed one disappears', async () => {
    const page = await open('mode=one&transport=websocket');
    const focused = (control: Locator) => control.and(page.locator(':focus')).waitFor();
    await prepared.one(page);
    await reach(page, page.getByRole('button', { name: 'Unsubscribe from first' }));
    await page.keyboard.press('Enter');
    await focused(page.getByRole('button', { name: 'Unsubscribe from second' }));
    await page.keyboard.press('Enter');
    await focused(page.getByLabel('only this event'));
    await page.getByText('This stream reads no event, only broadcasts.').waitFor();

    await reach(page, page.getByLabel('Number of streams'));
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    const closers = page.getByRole('list', { name: 'Further streams' }).getByRole('button');
    await reach(page, closers.first());
    await page.keyboard.press('Enter');
    await focused(closers);
    await page.keyboard.press('Enter');
    await focused(page.getByRole('button', { name: 'Open more streams' }));
  });
});
