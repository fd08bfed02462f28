import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { doorPaths } from '../../server/lab/door-paths.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { startTestLab } from '../support/start-lab.ts';
import { goToDoor } from './go-to-door.ts';
import { openTab } from './open-tab.ts';
import { abreast, topChip } from './race-support.ts';
import { overflowingText } from './widths/overflowing-text.ts';
import { stickingOut } from './widths/sticking-out.ts';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const boxOf = async (page: Page, selector: string) => {
  const box = await page.locator(selector).boundingBox();
  if (!box) throw new Error(`Expected ${selector} on the page.`);
  return { ...box, bottom: box.y + box.height };
};

describe.skipIf(!inject('chromium'))('on a phone', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  const open = async (hash = ''): Promise<Page> => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const { page } = await openTab(browser, phone);
    await page.goto(`${lab.url}/#v=1&rate=5&poll=500&rtt=0${hash}`);
    await abreast(page, 4, 2);
    return page;
  };

  it('shows four lanes and their toolbar on one screen, keeps the lanes in view when a cause is tapped, and places the conditions below them', async () => {
    const page = await open();
    expect(await page.locator('.wire canvas').getAttribute('data-lanes')).toBe('4');
    const [canvas, toolbar] = [await boxOf(page, '.wire canvas'), await boxOf(page, '.toolbar')];
    expect(canvas.height).toBeGreaterThanOrEqual(4 * 60);
    expect(toolbar.bottom - canvas.y).toBeLessThan(phone.viewport.height);
    for (const name of transportNames) expect(await page.locator('.runs').getByText(name, { exact: true }).isVisible(), name).toBe(true);

    await page.getByRole('button', { name: 'Buffering proxy' }).tap();
    await topChip(page, 'buffers 65.5 kB').waitFor();
    const seen = await boxOf(page, '.wire canvas');
    expect(seen.y).toBeGreaterThanOrEqual(0);
    expect(seen.bottom).toBeLessThan(phone.viewport.height);
    await page.getByRole('button', { name: 'Reset', exact: true }).tap();
    await topChip(page, 'buffers 65.5 kB').waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'All conditions' }).tap();
    await page.getByRole('region', { name: 'Conditions' }).waitFor();
    expect((await boxOf(page, '#conditions')).y).toBeGreaterThan((await boxOf(page, '.wire canvas')).bottom);
    expect(await page.locator('#conditions').evaluate((element) => getComputedStyle(element).position)).toBe('static');
  });

  it('has touch targets of at least 44 pixels for every control', async () => {
    const page = await open('&conditions=true');
    const small = await page.locator('button, select, a.button, .doors a, .choice label').evaluateAll((all) =>
      all
        .filter((target) => target.checkVisibility())
        .map((target) => ({ text: target.textContent, box: target.getBoundingClientRect() }))
        .filter(({ box }) => box.height < 44 || box.width < 44)
        .map(({ text, box }) => `${text} ${box.width} x ${box.height}`),
    );
    expect(small).toEqual([]);
    await page.getByRole('button', { name: 'One: sse' }).tap();
    await page.waitForURL(/mode=one.*transport=sse|transport=sse.*mode=one|mode=one/);
  });

  it('shows no door wider than 320 or 390 pixels', async () => {
    const lab = await startTestLab();
    const { page } = await openTab(browser, { viewport: { width: 390, height: 844 } });
    for (const path of [...doorPaths, 'nothing']) {
      await goToDoor(page, lab.url, path, '#v=1&conditions=true');
      if (path === 'try/mail') await page.locator('.pane').nth(3).waitFor();
      for (const width of [390, 320]) {
        await page.setViewportSize({ width, height: 844 });
        // The layout changes with the next frame.
        await eventually(`everything behind /${path} to fit into ${width} pixels`, async () => (await stickingOut(page)).length === 0);
        expect([path, width, await page.evaluate(overflowingText)]).toEqual([path, width, []]);
        if (path !== 'try/mail') continue;
        const tops = await page.locator('.pane').evaluateAll((all) => all.map((pane) => pane.getBoundingClientRect().top));
        // All four panes at once: two rows of two.
        expect(new Set(tops).size).toBe(2);
      }
    }
  });
});
