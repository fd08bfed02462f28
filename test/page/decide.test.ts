import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { questionNames, questions } from '../../client/page/decide/questions.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { labOfAll } from '../support/start-lab.ts';
import { openTab } from './open-tab.ts';
import { looks, recolour, violations } from './violations.ts';
import { stickingOut } from './widths/sticking-out.ts';

const verdict = (page: Page, sentence: string) => page.locator('.recommended').filter({ hasText: sentence }).waitFor();

describe.skipIf(!inject('chromium'))('/decide', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  const labNow = labOfAll();
  const open = async (query = '', { width = 1_280, height = 800, hash = '' } = {}) => {
    const lab = labNow();
    const { page, complaints } = await openTab(browser, { viewport: { width, height } });
    await page.goto(`${lab.url}/decide${query}${hash}`);
    await page.locator('main h1').waitFor();
    return { lab, page, complaints };
  };

  it('asks seven questions, each a group of radio buttons with one checked', async () => {
    const { page } = await open();
    for (const name of questionNames) {
      const group = page.getByRole('group', { name: questions[name].asks, exact: true });
      expect(await group.getByRole('radio').count(), name).toBe(Object.keys(questions[name].answers).length);
      expect(await group.locator('input:checked').count(), name).toBe(1);
    }
    expect(await page.getByRole('radio').count()).toBe(await page.locator('.question input').count());
  });

  it('draws the map of what changes the verdict, on a desktop and on a phone, with its numbers and the claim of 2010 below the map', async () => {
    const { page, complaints } = await open();
    const map = page.locator('.verdict-map');
    const picture = map.getByRole('img', {
      name: /^Polling takes fewer bytes than sse from this many notifications per interval on: .*HTTP\/1\.1.*HTTP\/2/,
    });
    for (const width of [1_280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      await picture.waitFor();
      expect(await picture.count()).toBe(1);
      for (const shape of ['.edge', '.mark.polling', '.mark.sse']) expect(await picture.locator(shape).count(), shape).toBeGreaterThan(0);
      expect((await picture.boundingBox())?.width).toBeLessThanOrEqual(width);
      if (width === 1_280) for (const title of ['The same in numbers', '500 to 1']) await map.locator('summary', { hasText: title }).click();
      await map
        .getByRole('row', { name: /HTTP\/2, compressed/ })
        .first()
        .waitFor();
      await map.getByRole('row', { name: /with TCP, IP and acknowledgements.*HTTP\/2, Caddy/ }).waitFor();
      expect(await stickingOut(page)).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });

  it('updates the answer on the same screen as soon as another option is chosen', async () => {
    const { page, complaints } = await open();
    await verdict(page, 'Take sse.');
    const box = await page.locator('.recommended').boundingBox();
    expect((box?.y ?? 800) + (box?.height ?? 0)).toBeLessThan(800);
    await page.getByRole('radio', { name: 'Company proxies', exact: false }).check();
    await verdict(page, 'Take sse.');
    await page.locator('.answer').getByText('It is plain HTTP').waitFor();
    await page.getByRole('heading', { name: 'Ruled out' }).waitFor();
    await page.getByRole('radio', { name: 'Nothing that interferes' }).check();
    await page.getByRole('radio', { name: 'The page too, many times a second', exact: true }).check();
    await verdict(page, 'Take websocket.');
    for (const title of ['Why', 'But', 'What would change it', 'What it costs', 'Take it along'])
      expect(await page.getByRole('heading', { name: title, exact: true }).isVisible(), title).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('keeps the answers in its URL beside the settings of the lab, after a reload and in the link to share', async () => {
    const { page, lab } = await open('', { hash: '#v=1&theme=dark' });
    await page.getByRole('radio', { name: 'HTTP/1.1, and users open many tabs' }).check();
    await verdict(page, 'Take websocket.');
    expect(page.url()).toMatch(/\/decide\?direction=down&.*http=tabs#v=1.*theme=dark/);
    await page.reload();
    await verdict(page, 'Take websocket.');
    const link = await page.locator('.take-along pre').last().textContent();
    expect(link).toMatch(new RegExp(`^${lab.url}/decide\\?direction=down&.*http=tabs$`));
    await page.goto(link ?? '');
    await verdict(page, 'Take websocket.');
    expect(await page.locator('.take-along pre').first().textContent()).toContain(link);
  });

  it('states the assumption beside the answer, and links to the test that checks it', async () => {
    const { page } = await open();
    await page.locator('.headline').getByText('no proxy holds an answer back until it ends').waitFor();
    await page.locator('.headline').getByRole('link', { name: 'press Test below the lanes' }).click();
    await page.getByRole('button', { name: 'Test the connection (15 s)' }).waitFor();
  });

  it('shows as text what it could not read in a link, and still answers', async () => {
    const { page, complaints } = await open(`?network=${encodeURIComponent('<img src=x onerror=alert(1)>')}&http=tabs`);
    await page
      .getByRole('alert')
      .filter({ hasText: 'Expected network to be one of open, mobile, company, buffering, unknown; got "<img src=x' })
      .waitFor();
    await verdict(page, 'Take websocket.');
    expect(await page.locator('main img').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('says that no transport fits, and what would help', async () => {
    const { page } = await open('?direction=socket&network=company');
    await verdict(page, 'None of the four fits all of this.');
    expect(await page.locator('.changes li').count()).toBeGreaterThan(0);
    await page.getByRole('radio', { name: 'The server alone' }).check();
    await verdict(page, 'Take sse.');
  });

  it('can be used with the keyboard alone', async () => {
    const { page } = await open();
    await page.getByRole('radio', { name: 'The server alone' }).focus();
    for (let key = 0; key < 2; key += 1) await page.keyboard.press('ArrowDown');
    await verdict(page, 'Take websocket.');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).name)).toBe('rate');
    const summary = page.locator('.answer summary').first();
    await summary.focus();
    await page.keyboard.press('Enter');
    await page.locator('.answer .behind').first().getByText('npm run bench -- --measures uplink').waitFor();
  });

  it('keeps the answer in view on a phone, with a button that leads to the reasons', async () => {
    const { page } = await open('?network=company', { width: 390, height: 844 });
    const line = page.locator('.verdict-line');
    const box = await line.boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(844);
    await line.getByRole('button', { name: 'Why?' }).click();
    expect(await page.locator('.recommendation').evaluate((element) => element === document.activeElement)).toBe(true);
    const shown = await page.locator('.recommended').boundingBox();
    expect(shown?.y).toBeGreaterThanOrEqual(0);
    expect(shown?.y).toBeLessThan(200);
  });

  it('has no violations that axe-core finds and nothing too wide, with everything unfolded, on a desktop and on two phones, light and dark', async () => {
    const { page } = await open('?network=company&http=tabs', { height: 844, hash: '#v=1&theme=light' });
    await page.locator('.verdict-map').getByRole('img').waitFor();
    for (const summary of await page.locator('.decide summary').all()) await summary.click();
    for (const width of [1_280, 390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      expect(await stickingOut(page), `${width}`).toEqual([]);
      expect(await violations(page, false, 'main', width === 1_280 ? undefined : [...looks, 'target-size']), `${width}, light`).toEqual([]);
    }
    await recolour(page, 'dark');
    for (const width of [320, 1_280]) {
      await page.setViewportSize({ width, height: 844 });
      expect(await violations(page, false, 'main', looks), `${width}, dark`).toEqual([]);
    }
  });
});
