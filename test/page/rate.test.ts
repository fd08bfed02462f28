import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { Bottleneck, inARow, pauses, tooLong, Waits } from '../../client/page/top/busy.ts';
import { Onlooker } from '../server/telemetry-support.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { startTestLab } from '../support/start-lab.ts';
import { openTab } from './open-tab.ts';

/** The highest rate of a page: no lesson needs more, and a browser cannot show more. */
const most = 1_000;

describe('the wait for the main thread', () => {
  /** All averages of a minute in which the thread works in tasks of this many milliseconds, one after the other. */
  const averages = (task: number): number[] => {
    const waits = new Waits(0);
    const all: number[] = [];
    for (let now = 0; now < 60_000; now += task) {
      const looked = waits.until(now) <= 0 ? waits.look(now) : undefined;
      if (looked) all.push(looked.average);
    }
    return all;
  };

  it('is zero while the thread is free, and about half the length of a task on average while it works in tasks', () => {
    expect(new Set(averages(1))).toEqual(new Set([0]));
    // 20 and 101 ms are as long as the pause between two moments was once, or is.
    for (const task of [20, 33, 60, 100, 101, 250]) {
      const [all, half] = [averages(task), (task - 1) / 2];
      expect(all.reduce((sum, one) => sum + one, 0) / all.length / half, `${task} ms`).toBeCloseTo(1, 1);
      expect(Math.min(...all), `${task} ms`).toBeGreaterThan(tooLong);
    }
  });

  it('lasts as long as the thread was busy, and does not count the time while the machine slept', () => {
    const waits = new Waits(0);
    expect(waits.look(5_000)?.average).toBeGreaterThan(2_000);
    let now = 5_000;
    for (let last: ReturnType<Waits['look']>; last === undefined; last = waits.look(now)) now += waits.until(now);
    expect(pauses).toContain(waits.until(now));
    expect(waits.look(now + 3_600_000)).toBeUndefined();
  });
});

describe('a browser', () => {
  const slow = { average: tooLong + 1, seconds: 1 };

  it('is called the bottleneck after some seconds in a row in which it was too slow, but not for opening a page', () => {
    const bottleneck = new Bottleneck(0);
    const verdicts = [slow, slow, { average: tooLong, seconds: 1 }, slow, slow, slow, slow].map((second) => bottleneck.judge(second));
    expect(verdicts).toEqual([undefined, undefined, undefined, undefined, undefined, slow.average, slow.average]);
    expect(bottleneck.judge({ average: 0, seconds: 1 })).toBeUndefined();
  });

  it.each([0.1, 1, 16.7, 100])('that is free is not called the bottleneck if its clock has steps of %f ms', (step) => {
    const [waits, bottleneck] = [new Waits(0), new Bottleneck(step)];
    const read = (now: number) => Math.floor(now / step) * step;
    // A timer fires by the real clock, but the page computes its delay from the clock that it reads.
    for (let now = 0; now < 60_000; now += Math.max(1, waits.until(read(now)))) {
      const looked = waits.look(read(now));
      if (looked) expect(bottleneck.judge(looked)).toBeUndefined();
    }
  });

  it('is called the bottleneck at once after a standstill of the same length', () => {
    expect(new Bottleneck(0).judge({ average: 1_000, seconds: inARow })).toBe(1_000);
  });
});

describe.skipIf(!inject('chromium'))('the live rate', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('is at most 1,000 a second, whatever a link contains or a visitor types', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const onlooker = await Onlooker.at(lab);
    const schedule = () => onlooker.state.schedule?.rate;
    const { page } = await openTab(browser, { viewport: { width: 1_280, height: 900 } });
    await page.goto(`${lab.url}/#v=1&rate=5000&lanes=polling&poll=60000&rtt=0&conditions=true`);
    await page.getByRole('alert').getByText(`rate goes from 0 to ${most}; 5000 became ${most}.`).waitFor();
    await onlooker.until('the schedule of the link', () => schedule() === most);
    const typed = page.getByRole('spinbutton', { name: 'Notifications', exact: true });
    for (const [text, rate] of [
      ['2', 2],
      ['1001', most],
    ] as const) {
      await typed.fill(text);
      await typed.press('Enter');
      await onlooker.until(`a rate of ${rate}`, () => schedule() === rate);
      expect(await typed.inputValue()).toBe(`${rate}`);
    }
  });

  it('stays as it was if the lab refuses a new one, and the page says why', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const onlooker = await Onlooker.at(lab);
    const { page } = await openTab(browser, { viewport: { width: 1_280, height: 900 } });
    await page.goto(`${lab.url}/#v=1&rate=20&lanes=polling&poll=60000&rtt=0&payload=65536&conditions=true`);
    await onlooker.until('the schedule of the link', () => onlooker.state.schedule?.payload === 65_536);
    const typed = page.getByRole('spinbutton', { name: 'Notifications', exact: true });
    await typed.fill('1000');
    await typed.press('Enter');
    await page
      .getByRole('alert')
      .getByText('Expected at most 8388608 bytes of payload per second; got 65536000. Publish less often, or less at a time.')
      .waitFor();
    expect(onlooker.state.schedule).toMatchObject({ rate: 20, payload: 65_536 });
  });

  it('is called too much for this browser while notifications wait for its main thread', async () => {
    const lab = await startTestLab();
    const { page } = await openTab(browser, { viewport: { width: 1_280, height: 900 } });
    await page.goto(`${lab.url}/#v=1&rate=20&poll=200`);
    const chip = page.getByText('your browser is the bottleneck');
    await page.locator('.card.websocket .chip').getByText('open', { exact: true }).waitFor();
    // Keeps the main thread busy with tasks of 60 ms.
    await page.evaluate(() => {
      const work = () => {
        for (const until = performance.now() + 60; performance.now() < until; );
        setTimeout(work);
      };
      work();
    });
    await chip.waitFor();
  });
});
