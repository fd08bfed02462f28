import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { sceneNames } from '../../server/lab/door-paths.ts';
import type { Draft } from '../../server/stream/protocol.ts';
import { folderOfAll, newer } from '../server/report-support.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { labOfAll, startTestLab } from '../support/start-lab.ts';
import { goToDoor } from './go-to-door.ts';
import { inspectNewest, showPanel } from './open-page.ts';
import { openTab, tabOfAll } from './open-tab.ts';
import { abreast } from './race-support.ts';
import { looks, ofPages, recolour, violations } from './violations.ts';
import { stickingOut } from './widths/sticking-out.ts';

describe.skipIf(!inject('chromium'))('axe-core finds nothing', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  // With committed results the page shows more.
  const results = folderOfAll(newer);
  const labWithout = labOfAll({ weather: false }, results);
  const labWith = labOfAll({ weather: true, rtt: 0 }, results);

  const open = async (hash: string, width: number): Promise<Page> => {
    const { page } = await openTab(browser, { viewport: { width, height: 900 } });
    await page.goto(`${labWithout().url}/#v=1&conditions=true&${hash}`);
    await page.getByRole('heading', { name: 'Network traffic' }).waitFor();
    return page;
  };

  /** Opens everything that can be opened, and an exchange in the inspector. */
  const unfold = async (page: Page) => {
    for (const more of await page.getByRole('button', { name: 'More numbers' }).all()) await more.click();
    for (const summary of await page.locator('summary:visible').all()) await summary.click();
    await showPanel(page, 'Bytes');
    await inspectNewest(page);
  };

  it.each([
    ['a race', 'theme=light', 1_280],
    ['a race on a phone', 'theme=light', 390],
    ['one stream', 'mode=one&transport=sse&theme=light', 1_280],
  ])('%s, light and dark', async (_, hash, width) => {
    const page = await open(hash, width);
    await unfold(page);
    expect(await violations(page, false), 'light').toEqual([]);
    await recolour(page, 'dark');
    expect(await violations(page, false, undefined, looks), 'dark').toEqual([]);
    await showPanel(page, 'Code');
    await page.getByRole('tabpanel').waitFor();
    expect(await violations(page, false, '.reading'), 'the code, dark').toEqual([]);
    await recolour(page, 'light');
    expect(await violations(page, false, '.reading', looks), 'the code, light').toEqual([]);
  });

  const keys = '[role="dialog"], dialog';
  const listKeys = async (page: Page) => {
    await page.getByRole('button', { name: 'List the keys' }).click();
    await page.getByRole('dialog').waitFor();
  };

  it('the list of keys, which is the same on every page, light, dark and on a projector', async () => {
    const page = await open('theme=light', 1_280);
    await listKeys(page);
    expect(await violations(page, false, keys), 'light').toEqual([]);
    await page.keyboard.press('Escape');
    await recolour(page, 'dark');
    await listKeys(page);
    expect(await violations(page, false, keys, looks), 'dark').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Projector' }).click();
    await listKeys(page);
    expect(await violations(page, true, keys, looks), 'on a projector, dark').toEqual([]);
    await page.keyboard.press('Escape');
    await recolour(page, 'light');
    await listKeys(page);
    expect(await violations(page, true, keys, looks), 'on a projector, light').toEqual([]);
  });

  it.each([
    ['a race', 'theme=light', 1_280, looks],
    ['a race with few pixels', 'theme=light', 1_024, undefined],
    ['one stream', 'mode=one&transport=websocket&theme=light', 1_280, looks],
  ])('on a projector, %s, light and dark', async (_, hash, width, rules) => {
    const page = await open(hash, width);
    // Before the pause: records of an exchange that have not arrived by then would never arrive.
    await unfold(page);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.locator('p.paused').waitFor();
    await page.getByRole('button', { name: 'Projector' }).click();
    expect(await violations(page, true, undefined, rules), 'light').toEqual([]);
    await recolour(page, 'dark');
    expect(await violations(page, true, undefined, looks), 'dark').toEqual([]);
  });

  describe('behind doors', () => {
    const tab = tabOfAll(() => browser, { viewport: { width: 1_280, height: 800 } });

    it.each(['learn', 'learn/tour', 'try', 'decide', 'report', 'nothing'])('%s, light, dark and on a projector', async (path) => {
      const [page, { url }] = [tab(), labWith()];
      const look = async (hash: string, shown: string) => {
        await page.goto(`${url}/${path}#v=1&rate=0&${hash}`);
        await page.locator(shown).waitFor({ state: 'attached' });
      };
      await goToDoor(page, url, path, '#v=1&rate=0&theme=light');
      // The map is in a chunk of its own.
      if (path === 'decide') await page.getByRole('heading', { name: 'What changes the verdict' }).waitFor();
      await look('theme=light', '[data-theme="light"]');
      expect(await violations(page, false), 'light').toEqual([]);
      await look('theme=dark', '[data-theme="dark"]');
      expect(await violations(page, false, undefined, looks), 'dark').toEqual([]);
      await look('projector=true', '[data-projector="true"]');
      expect(await violations(page, true, undefined, looks), 'on a projector').toEqual([]);
    });
  });

  it('in the dialog and the line of a class, light, dark on a phone, and on a projector', async () => {
    const token = 'a-token-of-some-length';
    const lab = await startTestLab({ host: '0.0.0.0', token, weather: true, rtt: 0 });
    // A teacher leads from a desktop screen.
    const { page } = await openTab(browser, { viewport: { width: 1_280, height: 900 } });
    const url = `http://127.0.0.1:${lab.port}/`;
    await page.goto(`${url}#v=1&rate=0&theme=light&token=${token}`);
    for (const [look, shown, width] of [
      ['theme=light', '[data-theme="light"]', 1_280],
      ['theme=dark', '[data-theme="dark"]', 390],
      ['projector=true', '[data-projector="true"]', 1_280],
    ] as const) {
      const strong = look === 'projector=true';
      await page.goto(`${url}#v=1&rate=0&${look}`);
      await page.locator(shown).waitFor({ state: 'attached' });
      await page.getByRole('button', { name: 'Classroom', exact: true }).click();
      await page.setViewportSize({ width, height: 900 });
      await page.getByRole('button', { name: 'Let all pages follow this one' }).click();
      await page.locator('summary', { hasText: 'another teacher' }).click();
      await page.getByRole('checkbox', { name: 'Pause publishing' }).check();
      await page.locator('.class-line').getByText('Publishing is paused').waitFor({ state: 'attached' });
      expect(await violations(page, strong, '.class-dialog'), look).toEqual([]);
      expect(await stickingOut(page)).toEqual([]);
      await page.getByRole('button', { name: 'Close', exact: true }).click();
      expect(await violations(page, strong, '.class-line'), look).toEqual([]);
      await page.setViewportSize({ width: 1_280, height: 900 });
      await page.getByRole('button', { name: 'Classroom', exact: true }).click();
      await page.getByRole('checkbox', { name: 'Pause publishing' }).uncheck();
      await page.getByRole('button', { name: 'Let each page go its own way' }).click();
      await page.getByRole('button', { name: 'Close', exact: true }).click();
    }
  });

  /** The button that fills a scene's panes before they are checked. */
  const played: Readonly<Partial<Record<(typeof sceneNames)[number], readonly [button: string, shows: string]>>> = {
    drone: ['Take off', 'median'],
    echo: ['Send', '1 echo.'],
    hub: ['Publish', 'nothing happened'],
    pull: ['Run it', 'The server now, with 8 bots'],
  };
  /** Notifications for scenes that show what others publish. */
  const published: Draft[] = [
    { event: 'mail.arrived', data: { run: 'first', every: 60_000, number: 1, from: 'Ada', subject: 'Hello' } },
    { event: 'chat.said', data: { name: 'Ada', text: 'hello' } },
    { event: 'push', data: 'hello' },
  ];

  describe('in scenes', () => {
    const lab = labOfAll({ weather: true, rtt: 0 }, results);
    const tab = tabOfAll(() => browser, { viewport: { width: 1_280, height: 800 } });
    const look = '#v=1&rate=0&poll=200&rtt=0';

    it.each(sceneNames)('%s, light, dark and on a projector', async (scene) => {
      const page = tab();
      const url = `${lab().url}/try/${scene}${look}`;
      await goToDoor(page, lab().url, `try/${scene}`, `${look}&theme=light`);
      await page.goto(`${url}&theme=light`);
      await page.locator('[data-theme="light"]').waitFor({ state: 'attached' });
      await abreast(page, 4, -1);
      // A scene gets notifications only once its panes exist; its chunk may arrive after the streams are open.
      await page.locator('.pane').nth(3).waitFor();
      await lab().log.append(published);
      const [button, shows] = played[scene] ?? [undefined, 'hello'];
      if (scene === 'pull') await page.getByLabel('users', { exact: true }).fill('2');
      if (button) await page.getByRole('button', { name: button, exact: true }).click();
      await page.locator('.scene').getByText(new RegExp(shows, 'i')).first().waitFor();
      // Lanes and dock are the same in all scenes: they are checked with the first scene. In the others, only the rules for a whole page are checked outside the scene.
      if (scene === sceneNames[0]) expect(await violations(page, false), 'light').toEqual([]);
      else {
        expect(await violations(page, false, '.scene'), 'light').toEqual([]);
        expect(await violations(page, false, undefined, ofPages), 'light, the page').toEqual([]);
      }
      await page.goto(`${url}&theme=dark`);
      await page.locator('[data-theme="dark"]').waitFor();
      expect(await violations(page, false, '.scene', looks), 'dark').toEqual([]);
      await page.goto(`${url}&projector=true`);
      await page.locator('[data-projector="true"]').waitFor();
      expect(await violations(page, true, '.scene', looks), 'on a projector').toEqual([]);
      expect(await stickingOut(page)).toEqual([]);
    });
  });
});
