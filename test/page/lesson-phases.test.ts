import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { lesson as betweenTwoPolls } from '../../client/page/lessons/between-two-polls.ts';
import { words } from '../../client/page/words/en/words.ts';
import { Onlooker } from '../server/telemetry-support.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { startTestLab } from '../support/start-lab.ts';
import { lessonPath, withoutBrowser } from './lesson-support.ts';
import { openTab } from './open-tab.ts';
import { stickingOut } from './widths/sticking-out.ts';

declare global {
  /** The sockets of the page's telemetry so far. */
  var telemetrySockets: WebSocket[];
}

const { learn, lessons } = words;

/** The violations that axe-core finds in the lesson, by rule and element. */
const violations = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as {
      axe: { run(within: string, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const found = await checker.run('.lesson', { resultTypes: ['violations'], preload: false });
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });

describe.skipIf(withoutBrowser())('each phase of a lesson', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('has no violations that axe-core finds, and fits a page of 320 pixels', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const { page } = await openTab(browser, { viewport: { width: 320, height: 800 } });
    const press = (name = '') => page.getByRole('button', { name, exact: true }).click();
    const expectFine = async (phase: string) => {
      await page.locator(`.lesson[data-phase="${phase}"]`).waitFor();
      expect([phase, await violations(page)]).toEqual([phase, []]);
      expect([phase, await stickingOut(page)]).toEqual([phase, []]);
    };
    await page.goto(`${lab.url}/${lessonPath('who-are-you')}`);
    await page.evaluate(axe.source);
    await expectFine('asking');
    // The last rounds show an access log, whose lines are long.
    for (const id of ['header', 'cookie', 'url', 'ticket']) {
      await press(learn.skip);
      if (id === 'header') await expectFine('skipped');
      await press(learn.run);
      if (id === 'header') await expectFine('running');
      for (const step of Object.values(lessons['who-are-you'].rounds[id]?.steps ?? {})) await press(step);
      if (id === 'url' || id === 'ticket') await expectFine('told');
      else await page.locator('.lesson[data-phase="told"]').waitFor();
      if (id !== 'ticket') await press(learn.next);
    }
  });

  it('takes a guess in the middle of the scale, where the thumb is before it is moved', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const { page } = await openTab(browser, { viewport: { width: 390, height: 844 } });
    await page.goto(`${lab.url}/${lessonPath('how-late')}`);
    const place = page.getByRole('button', { name: learn.bet, exact: true });
    await page.locator('.guess output').getByText('?', { exact: true }).waitFor();
    expect(await place.isDisabled()).toBe(true);
    await page.locator('.guess input').click();
    await page.locator('.guess output').getByText('1,000 ms', { exact: true }).waitFor();
    await place.click();
    await page.locator('.lesson[data-phase="betted"]').waitFor();
  });

  it('does not count a run in which the lanes stood still or were counted anew, and one that the browser has put away', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const { page } = await openTab(browser, { viewport: { width: 1_280, height: 900 }, changed: true });
    await page.addInitScript(() => {
      globalThis.telemetrySockets = [];
      const Real = WebSocket;
      globalThis.WebSocket = class extends Real {
        constructor(url: string | URL, protocols?: string | string[]) {
          super(url, protocols);
          if (String(url).includes('/telemetry')) globalThis.telemetrySockets.push(this);
        }
      };
    });
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    const running = () => page.locator('.lesson[data-phase="running"][data-settling="false"]').waitFor();
    const doesNotCount = async () => {
      await page.locator('.lesson').getByText(learn.disturbed).waitFor();
      expect(await page.locator('.lesson').getAttribute('data-phase')).toBe('running');
      await press(learn.runAgain);
    };
    await page.goto(`${lab.url}/${lessonPath('nothing-costs')}`);
    await press(learn.skip);
    await press(learn.run);
    await running();
    // Another tab is in front for a moment.
    await page.evaluate(() => {
      for (const value of [true, false]) {
        Object.defineProperty(document, 'hidden', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }
    });
    await doesNotCount();
    await running();
    // The line to the lab breaks: what passed meanwhile is in no sum.
    await page.evaluate(() => {
      for (const socket of globalThis.telemetrySockets) socket.close();
    });
    await doesNotCount();
    await running();
    // As into a cache for the way back: nothing is loaded anew.
    await page.evaluate(() => void dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
    await doesNotCount();
    await page.locator('.lesson[data-phase="told"]').waitFor();
  });

  it('does not begin a run before what it takes away from the lanes is here', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const { page } = await openTab(browser, { viewport: { width: 1_280, height: 800 }, changed: true });
    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    await page.route('**/handicap-line*', async (route) => {
      await arrived;
      await route.continue();
    });
    const onlooker = await Onlooker.at(lab);
    await page.clock.install();
    const settles = (value: boolean) => page.locator(`.lesson[data-phase="running"][data-settling="${value}"]`).waitFor();
    await page.goto(`${lab.url}/${lessonPath('between-two-polls')}`);
    await page.getByRole('button', { name: learn.skip, exact: true }).click();
    await page.getByRole('button', { name: learn.run, exact: true }).click();
    await settles(true);
    // The lab publishes as the round asks, so nothing else is missing. Then longer, on the page's clock, than the page waits for anything but this.
    await onlooker.until('the rate of the round', () => onlooker.state.schedule?.rate === betweenTwoPolls.rounds[0]?.set.rate);
    await page.clock.runFor(5_000);
    await settles(true);
    arrive();
    await settles(false);
  });

  it('does not begin a run before the lanes are reopened, also if the page stands still when both are due', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const { page } = await openTab(browser, { viewport: { width: 1_280, height: 800 } });
    await page.goto(`${lab.url}/${lessonPath('who-are-you')}`);
    await page.waitForFunction(() => globalThis.lab?.lanes.size === 4 && [...globalThis.lab.lanes].every(({ stream }) => stream.state === 'open'));
    await page.getByRole('button', { name: learn.skip, exact: true }).click();
    await page.getByRole('button', { name: learn.run, exact: true }).waitFor();
    await page.evaluate((name) => {
      const standStill = () => {
        const end = performance.now() + 800;
        while (performance.now() < end);
      };
      // Between the first look, after 100 ms, and the lanes, after 300 ms: a look is due before the lanes are, and runs when both are overdue.
      setTimeout(standStill, 150);
      for (const button of document.querySelectorAll('button')) if (button.textContent === name) button.click();
    }, learn.run);
    const [step = ''] = Object.values(lessons['who-are-you'].rounds.header?.steps ?? {});
    await page.getByRole('button', { name: step, exact: true }).click();
    await page.locator('.lesson[data-phase="told"]').waitFor();
  });
});
