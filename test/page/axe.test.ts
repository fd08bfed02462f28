import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { sceneNames } from '../../server/lab/door-paths.ts';
import type { Draft } from '../../server/stream/protocol.ts';
import { folderWith, newer } from '../server/report-support.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { startTestLab } from '../support/start-lab.ts';
import { inspectNewest } from './open-page.ts';
import { openTab } from './open-tab.ts';
import { abreast } from './race-support.ts';

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/**
 * What axe-core complains of, in a line for each element. It is asked for nothing else: to describe what is as it should be takes it most of its time.
 * @param strong contrast of 7:1, as on a wall
 * @param part a selector: what has changed since the whole page was looked at, which takes axe-core some seconds
 * @param rules default: all
 */
async function violations(page: Page, strong: boolean, part?: string, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const options = {
    resultTypes: ['violations'],
    // Nothing of what it would fetch once more, which are style sheets and sounds, is part of a rule here.
    preload: false,
    ...(rules
      ? { runOnly: [...rules, ...(strong ? ['color-contrast-enhanced'] : [])] }
      : { rules: { 'color-contrast-enhanced': { enabled: strong } } }),
  };
  const found = await page.evaluate(
    async ([within, given]) => {
      const { axe: checker } = globalThis as unknown as { axe: { run(context: unknown, options: object): Promise<{ violations: Violation[] }> } };
      return (await checker.run(within ?? document, given)).violations;
    },
    [part, options] as const,
  );
  return found.flatMap(({ id, help, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${help}. ${html.slice(0, 160)} ${failureSummary}`));
}

/** What other colours and sizes can break where the elements are the same: all other rules ask for names, roles and order. */
const looks = ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable'];

/** The same document in other colours: it changes with what stands behind the #, without being loaded again. */
async function recolour(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.getByRole('combobox', { name: 'Colours' }).selectOption(theme);
  await page.locator(`[data-theme="${theme}"]`).waitFor({ state: 'attached' });
}

describe.skipIf(!inject('chromium'))('axe-core finds nothing', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });
  afterAll(() => browser?.close());

  const open = async (hash: string, width: number): Promise<Page> => {
    // With what the bench has measured there is more on the page.
    vi.stubEnv('TRANSPORT_LAB_RESULTS', folderWith(newer));
    onTestFinished(() => void vi.unstubAllEnvs());
    const lab = await startTestLab({ weather: false });
    const { page } = await openTab(browser, { viewport: { width, height: 900 } });
    await page.goto(`${lab.url}/#v=1&conditions=true&${hash}`);
    await page.getByRole('heading', { name: 'Network traffic' }).waitFor();
    return page;
  };

  /** With everything open that can be opened, and an exchange in the inspector. */
  const unfold = async (page: Page) => {
    for (const more of await page.getByRole('button', { name: 'More numbers' }).all()) await more.click();
    for (const summary of await page.locator('summary:visible').all()) await summary.click();
    await page.locator('.reading').getByRole('radio', { name: 'Bytes' }).check();
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
    await page.locator('.reading').getByRole('radio', { name: 'Code' }).check();
    await page.getByRole('tabpanel').waitFor();
    await page.getByRole('button', { name: 'List the keys' }).click();
    await page.getByRole('dialog').waitFor();
    const opened = ['.reading', '[role="dialog"], dialog'];
    for (const part of opened) expect(await violations(page, false, part), `${part}, dark`).toEqual([]);
    await page.keyboard.press('Escape');
    await recolour(page, 'light');
    expect(await violations(page, false, '.reading', looks), 'the code, light').toEqual([]);
    await page.getByRole('button', { name: 'List the keys' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await violations(page, false, '[role="dialog"], dialog', looks), 'the keys, light').toEqual([]);
  });

  it.each([
    ['a race', 'theme=light', 1_280],
    ['a race with few pixels', 'theme=light', 1_024],
    ['one stream', 'mode=one&transport=websocket&theme=light', 1_280],
  ])('on a projector, %s, light and dark', async (_, hash, width) => {
    const page = await open(hash, width);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.locator('p.paused').waitFor();
    await unfold(page);
    await page.getByRole('button', { name: 'Projector' }).click();
    expect(await violations(page, true), 'light').toEqual([]);
    await page.getByRole('button', { name: 'List the keys' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await violations(page, true, '[role="dialog"], dialog'), 'the keys, light').toEqual([]);
    await page.keyboard.press('Escape');
    await recolour(page, 'dark');
    expect(await violations(page, true, undefined, looks), 'dark').toEqual([]);
  });

  it.each(['learn', 'learn/tour', 'try', 'decide', 'report', 'nothing'])('behind the door %s, light, dark and on a projector', async (path) => {
    vi.stubEnv('TRANSPORT_LAB_RESULTS', folderWith(newer));
    onTestFinished(() => void vi.unstubAllEnvs());
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const { page } = await openTab(browser, { viewport: { width: 1_280, height: 800 } });
    const look = async (hash: string, shown: string) => {
      await page.goto(`${lab.url}/${path}#v=1&${hash}`);
      await page.locator(shown).waitFor({ state: 'attached' });
      await page.locator('main h1').waitFor();
      // The map comes as a chunk of its own.
      if (path === 'decide') await page.getByRole('heading', { name: 'What changes the verdict' }).waitFor();
    };
    await look('theme=light', '[data-theme="light"]');
    expect(await violations(page, false), 'light').toEqual([]);
    await look('theme=dark', '[data-theme="dark"]');
    expect(await violations(page, false, undefined, looks), 'dark').toEqual([]);
    await look('projector=true', '[data-projector="true"]');
    expect(await violations(page, true), 'on a projector').toEqual([]);
  });

  it.each([
    ['light', 1_280],
    ['dark', 390],
    ['projector', 1_280],
  ])('in the dialog and the line of a class, %s at %i', async (look, width) => {
    const token = 'a-token-of-some-length';
    const lab = await startTestLab({ host: '0.0.0.0', token, weather: true, rtt: 0 });
    // Whoever leads sits at a desk.
    const { page } = await openTab(browser, { viewport: { width: 1_280, height: 900 } });
    await page.goto(`http://127.0.0.1:${lab.port}/#v=1&${look === 'projector' ? 'projector=true' : `theme=${look}`}&token=${token}`);
    await page.getByRole('button', { name: 'Classroom', exact: true }).click();
    await page.setViewportSize({ width, height: 900 });
    await page.getByRole('button', { name: 'Let all pages follow this one' }).click();
    await page.locator('summary', { hasText: 'another teacher' }).click();
    await page.getByRole('checkbox', { name: 'Pause publishing' }).check();
    await page.locator('.class-line').getByText('Publishing is paused').waitFor({ state: 'attached' });
    expect(await violations(page, look === 'projector', '.class-dialog')).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    expect(await violations(page, look === 'projector', '.class-line')).toEqual([]);
  });

  /** What fills the panes of a scene before it is looked at. */
  const played: Readonly<Partial<Record<(typeof sceneNames)[number], readonly [button: string, shows: string]>>> = {
    drone: ['Take off', 'median'],
    echo: ['Send', '1 echoes.'],
    hub: ['Publish', 'nothing happened'],
    pull: ['Run it', 'The server now, with 400 bots'],
  };
  /** The same for those that show what others publish. */
  const published: Draft[] = [
    { event: 'mail.arrived', data: { run: 'first', every: 60_000, number: 1, from: 'Ada', subject: 'Hello' } },
    { event: 'chat.said', data: { name: 'Ada', text: 'hello' } },
    { event: 'push', data: 'hello' },
  ];

  it.each(sceneNames)('in the scene %s, light, dark and on a projector', async (scene) => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const { page } = await openTab(browser, { viewport: { width: 1_280, height: 800 } });
    const look = '#v=1&rate=0&poll=200&rtt=0';
    await page.goto(`${lab.url}/try/${scene}${look}&theme=light`);
    await abreast(page, 4, -1);
    // A scene hears what comes from when its panes are there: its chunk may come after the streams are open.
    await page.locator('.pane').nth(3).waitFor();
    await lab.log.append(published);
    const [button, shows] = played[scene] ?? [undefined, 'hello'];
    if (button) await page.getByRole('button', { name: button, exact: true }).click();
    await page.locator('.scene').getByText(new RegExp(shows, 'i')).first().waitFor();
    expect(await violations(page, false), 'light').toEqual([]);
    await page.goto(`${lab.url}/try/${scene}${look}&theme=dark`);
    await page.locator('[data-theme="dark"]').waitFor();
    expect(await violations(page, false, '.scene', looks), 'dark').toEqual([]);
    await page.goto(`${lab.url}/try/${scene}${look}&projector=true`);
    await page.locator('[data-projector="true"]').waitFor();
    expect(await violations(page, true, '.scene'), 'on a projector').toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });
});
