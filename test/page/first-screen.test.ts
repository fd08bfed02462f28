import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { liveSentence } from '../../client/page/sentence/live-sentence.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';
import { openTab } from './open-tab.ts';
import { cardOf } from './race-support.ts';
import { stickingOut } from './widths/sticking-out.ts';

/** Runs in the page: delays all its timers by 20 ms from now on, as on a busy machine. */
function beLate(): void {
  const inTime = globalThis.setTimeout;
  globalThis.setTimeout = ((act: () => void, wait = 0) => inTime(act, wait + 20)) as typeof setTimeout;
}

/** Runs in the page: the top of the lanes' picture, in CSS pixels from the top of the document. */
const pictureTop = () => (document.querySelector('.wire canvas')?.getBoundingClientRect().top ?? Number.NaN) + scrollY;

describe.skipIf(!inject('chromium'))('the first screen', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

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
    {
      hash: '',
      shown: 'title, cards, lanes and toolbar',
      parts: 'h1, .card, .live-sentence, .wire canvas, .toolbar, .ways',
      count: 9,
      sizes: [
        [1_280, 800],
        [1_280, 900],
        [1_920, 1_080],
        [3_840, 2_160],
      ],
    },
    {
      hash: 'projector=true',
      shown: 'title, cards and lanes on a projector',
      parts: 'h1, .card, .wire canvas',
      count: 6,
      sizes: [
        [1_024, 768],
        [1_280, 720],
        [1_280, 900],
        [1_920, 1_080],
        [3_840, 2_160],
      ],
    },
  ] as const)('shows $shown without scrolling, side by side, at every size', async ({ hash, parts, count, sizes }) => {
    const page = await open(sizes[0][0], sizes[0][1], hash);
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height });
      const below = async () => {
        const bottoms = await page
          .locator(parts)
          .evaluateAll((all) => all.map((one) => [one.className, one.getBoundingClientRect().bottom] as const));
        expect(bottoms).toHaveLength(count);
        return bottoms.filter(([, bottom]) => bottom > height);
      };
      // The picture changes its size with the next frame.
      let last: Awaited<ReturnType<typeof below>> = [];
      await eventually(
        () => `everything to be in view at ${width} × ${height}; below are ${JSON.stringify(last)}`,
        async () => {
          last = await below();
          return last.length === 0;
        },
      );
      const tops = await page.locator('.card').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
      expect(new Set(tops).size, `${width} × ${height}`).toBe(1);
      expect(await stickingOut(page), `${width} × ${height}`).toEqual([]);
      // While the lanes connect, and after a cut, a word stands beside each name.
      for (const word of ['connecting', 'reconnecting', 'retry in 30 s', 'stuck']) {
        const cut = await page.locator('.card .chip.state').evaluateAll((all, text) => {
          const short = (one: Element) => {
            one.className = `chip state ${text.split(' ')[0]}`;
            one.textContent = text;
            return one.scrollWidth - one.clientWidth;
          };
          return all.map(short).filter((missing) => missing > 0);
        }, word);
        expect([cut, await stickingOut(page)], `${word} at ${width} × ${height}`).toEqual([[], []]);
      }
    }
  });

  it('keeps the picture in its place when the headlines settle', async () => {
    const lab = await startTestLab();
    const { page } = await openTab(browser, { viewport: { width: 1_280, height: 900 } });
    await page.goto(`${lab.url}/#v=1&rate=0&poll=500`);
    await page.waitForFunction(() => globalThis.lab?.lanes.size === 4 && [...globalThis.lab.lanes].every(({ stream }) => stream.state === 'open'));
    const headline = page.locator('.card.websocket .late');
    // The test alone publishes: with a ticker the headline could settle before a slow machine looks.
    await appendNumbers(lab, 3);
    await headline.filter({ hasText: 'settling' }).waitFor();
    const top = await page.evaluate(pictureTop);
    let come = 3;
    await eventually('the headline to settle', async () => {
      await appendNumbers(lab, 5, 'number', come + 1);
      come += 5;
      await page.waitForFunction((count) => [...globalThis.lab.lanes].every(({ stream }) => stream.ledger.received >= count), come);
      return !(await headline.innerText()).includes('settling');
    });
    expect(await page.evaluate(pictureTop)).toBe(top);
  });

  it('keeps the picture in its place when the longest sentence comes', async () => {
    const apart = (['sse', 'websocket', 'long-polling', 'polling'] as const).map((transport, place) => ({
      ...{ transport, delay: 150 * (place + 1), bytes: 200 + 350 * place, deliveries: 9_000, seconds: 30, troubled: false },
    }));
    const { text } = liveSentence(apart, { rate: 1_000, burst: 1, rtt: 150, pollInterval: 2_500 });
    const page = await open(1_280, 800, '', true);
    for (const [width, height] of [
      [1_280, 800],
      [1_600, 900],
    ] as const) {
      await page.setViewportSize({ width, height });
      const top = await page.evaluate(pictureTop);
      // In one turn, before the page writes its own sentence again.
      const then = await page.evaluate((longest) => {
        const sentence = document.querySelector<HTMLElement>('.live-sentence');
        if (sentence) sentence.dataset.state = 'told';
        if (sentence) sentence.textContent = longest;
        return (document.querySelector('.wire canvas')?.getBoundingClientRect().top ?? Number.NaN) + scrollY;
      }, text);
      expect([width, then]).toEqual([width, top]);
    }
  });

  it('keeps the picture in its place when lanes have trouble and when a notice appears', async () => {
    const page = await open(1_280, 900, 'conditions=true', true);
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
