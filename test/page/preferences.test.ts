import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { startTestLab } from '../support/start-lab.ts';
import { openTab } from './open-tab.ts';

/** Runs in the page before its scripts: counts how often each canvas is drawn. */
function watchRedraws(): void {
  const numbers = new Map<HTMLCanvasElement, number>();
  const redraws: number[] = [];
  const { clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...area) {
    const number = numbers.get(this.canvas) ?? numbers.size;
    numbers.set(this.canvas, number);
    redraws[number] = (redraws[number] ?? 0) + 1;
    clearRect.apply(this, area);
  };
  Object.assign(globalThis, { redraws });
}

declare global {
  var redraws: number[];
}

/** Runs in the page: lists everything that is animated. */
function moving(): string[] {
  const byStyle = [...document.querySelectorAll('*')].filter((element) => {
    const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(element);
    return animationName !== 'none' || /[1-9]/.test(transitionDuration) || scrollBehavior === 'smooth';
  });
  return [...byStyle.map((element) => element.outerHTML.slice(0, 100)), ...document.getAnimations().map(({ id }) => `animation ${id}`)];
}

describe.skipIf(!inject('chromium'))('the preferences of the system', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  async function open(options: Parameters<typeof openTab>[1], prepare = async (_page: Page) => {}): Promise<Page> {
    const lab = await startTestLab();
    const { page } = await openTab(browser, { viewport: { width: 1_280, height: 900 }, everyFrame: true, ...options });
    await page.addInitScript(watchRedraws);
    await prepare(page);
    await page.goto(`${lab.url}/#v=1&rate=20&poll=500&conditions=true&dock=charts`);
    await page.getByRole('heading', { name: 'Charts of the last minute' }).waitFor();
    return page;
  }

  /** Redraws of the canvas that is drawn most, in this many milliseconds of the page's clock. The test moves that clock, so a busy machine draws no less. */
  async function redrawsIn(page: Page, milliseconds: number): Promise<number> {
    const counts = () => page.evaluate(() => globalThis.redraws);
    const before = await counts();
    await page.clock.runFor(milliseconds);
    return Math.max(...(await counts()).map((count, canvas) => count - (before[canvas] ?? 0)));
  }

  it('less motion, switched on and off while the page is open: pictures are drawn once a second, and nothing is animated', async () => {
    const page = await open({ reducedMotion: 'no-preference' }, ({ clock }) => clock.install());
    await page.clock.pauseAt(Date.now() + 60_000);
    expect(await redrawsIn(page, 1_000)).toBeGreaterThan(20);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await page.evaluate(moving)).toEqual([]);
    await redrawsIn(page, 1_000);
    const calm = await redrawsIn(page, 5_000);
    // A redraw comes with the first frame after its second, so the fifth one may fall outside.
    expect([4, 5]).toContain(calm);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await redrawsIn(page, 1_000);
    expect(await redrawsIn(page, 1_000)).toBeGreaterThan(20);
  });

  it('less motion: an action of the visitor is shown at once', async () => {
    const page = await open({ reducedMotion: 'reduce' }, ({ clock }) => clock.install());
    await page.clock.pauseAt(Date.now() + 60_000);
    const tenth = () => redrawsIn(page, 100);
    // After a redraw, the rest of its second has no other one.
    await eventually('the redraw of this second', async () => (await tenth()) > 0);
    expect(await tenth()).toBe(0);
    await page.keyboard.press('f');
    expect(await tenth()).toBeGreaterThan(0);
  });

  it('forced colours, light and dark: every control has a border, a chosen one has a wider one, and the lanes keep their colours', async () => {
    const page = await open({ forcedColors: 'active' });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.waitForFunction(() => [...globalThis.lab.lanes].every(({ stream }) => stream.ledger.received > 5));
      const rimless = await page
        .locator('button, select, input:not([type="range"], [type="checkbox"], [type="radio"]), .choice label')
        .evaluateAll((all) =>
          all
            .filter((control) => control.checkVisibility())
            .filter((control) => {
              const { borderTopStyle, borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(control);
              return borderTopStyle === 'none' || borderTopWidth === '0px' || borderTopColor === backgroundColor;
            })
            .map((control) => control.outerHTML.slice(0, 120)),
        );
      expect(rimless).toEqual([]);
      const rims = await page
        .locator('.choice label')
        .evaluateAll((all) => all.map((label) => [label.matches(':has(:checked)'), getComputedStyle(label).borderTopWidth] as const));
      expect(new Set(rims.map(([chosen, width]) => `${chosen} ${width}`))).toEqual(new Set(['true 3px', 'false 1px']));
      const colours = () =>
        page.locator('.wire canvas').evaluate((canvas: HTMLCanvasElement) => {
          const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: new Uint8ClampedArray() };
          const seen = new Map<string, number>();
          for (let at = 0; at < data.length; at += 4) {
            const colour = data.slice(at, at + 3).join();
            if (data[at + 3] === 255) seen.set(colour, (seen.get(colour) ?? 0) + 1);
          }
          return [...seen].filter(([, pixels]) => pixels > 200).length;
        });
      // The four transports' colours, the background of letters, and letters, once each lane has something to show.
      await eventually(`six colours in the picture, ${colorScheme}`, async () => (await colours()) >= 6);
    }
  });
});
