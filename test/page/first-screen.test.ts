import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { transportNames } from '../../server/stream/protocol.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { startTestLab } from '../support/start-lab.ts';
import { openTab } from './open-page.ts';
import { cardOf } from './race-support.ts';

/** Runs in the page: its timers come too late from now on, as on a machine that has other things to do. */
function beLate(): void {
  const inTime = globalThis.setTimeout;
  globalThis.setTimeout = ((act: () => void, wait = 0) => inTime(act, wait + 20)) as typeof setTimeout;
}

/** Runs in the page: where the picture of the lanes is, in CSS pixels from the top of the document. */
const pictureTop = () => (document.querySelector('.wire canvas')?.getBoundingClientRect().top ?? Number.NaN) + scrollY;

describe.skipIf(!inject('chromium'))('the first screen', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });
  afterAll(() => browser?.close());

  async function open(width: number, height: number, hash: string, weather = false): Promise<Page> {
    const lab = await startTestLab({ weather, rtt: 0 });
    const { page } = await openTab(browser, { viewport: { width, height } });
    await page.goto(`${lab.url}/#v=1&rate=5&rtt=0&poll=500&${hash}`);
    await page.waitForFunction(() => {
      const { lanes } = globalThis.lab;
      return lanes.size === 4 && [...lanes].every(({ stream }) => stream.ledger.received > 2);
    });
    return page;
  }

  it.each([
    [1_280, 900, ''],
    [1_920, 1_080, ''],
    [3_840, 2_160, ''],
    [1_024, 768, 'projector=true'],
    [1_280, 720, 'projector=true'],
    [1_280, 900, 'projector=true'],
    [1_920, 1_080, 'projector=true'],
    [3_840, 2_160, 'projector=true'],
  ])('of %i × %i shows title, cards and lanes without scrolling, side by side (%s)', async (width, height, hash) => {
    const page = await open(width, height, hash);
    const bottoms = await page
      .locator('h1, .card, .wire canvas')
      .evaluateAll((all) => all.map((one) => [one.className, one.getBoundingClientRect().bottom] as const));
    expect(bottoms).toHaveLength(6);
    expect(bottoms.filter(([, bottom]) => bottom > height)).toEqual([]);
    const tops = await page.locator('.card').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    expect(new Set(tops).size).toBe(1);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });

  it('stays where it is when the headlines settle', async () => {
    const page = await open(1_280, 900, '');
    const headline = page.locator('.card.websocket .late');
    await headline.filter({ hasText: 'settling' }).waitFor();
    const top = await page.evaluate(pictureTop);
    await headline.filter({ hasNotText: 'settling' }).waitFor();
    expect(await page.evaluate(pictureTop)).toBe(top);
  });

  it('stays where it is when lanes are in trouble, and when the page says something', async () => {
    const page = await open(1_280, 900, '', true);
    const top = await page.evaluate(pictureTop);
    await page.evaluate(beLate);
    await page.getByRole('button', { name: 'Answer 503' }).click();
    await page.getByRole('button', { name: 'Cut the line' }).click();
    await page.getByText('your browser is the bottleneck').waitFor();
    for (const name of transportNames) await cardOf(page, name).says('The relay answers new requests with 503');
    for (const name of transportNames) await cardOf(page, name).chip(/^retry in/);
    expect(await page.evaluate(pictureTop)).toBe(top);
    await page.getByRole('button', { name: 'One 60 KiB message' }).click();
    await page.getByRole('alert').getByRole('button', { name: 'Dismiss' }).waitFor();
    expect(await page.evaluate(pictureTop)).toBe(top);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    for (const name of transportNames) await cardOf(page, name).says('Paused at its cursor.');
    expect(await page.evaluate(pictureTop)).toBe(top);
  });
});
