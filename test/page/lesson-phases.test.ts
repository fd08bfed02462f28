import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { words } from '../../client/page/words/en/words.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { startTestLab } from '../support/start-lab.ts';
import { lessonPath, withoutBrowser } from './lesson-support.ts';
import { openTab } from './open-tab.ts';

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
  afterAll(() => browser?.close());

  it('has no violations that axe-core finds, and fits a page of 320 pixels', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const { page } = await openTab(browser, { viewport: { width: 320, height: 800 } });
    const press = (name = '') => page.getByRole('button', { name, exact: true }).click();
    const expectFine = async (phase: string) => {
      await page.locator(`.lesson[data-phase="${phase}"]`).waitFor();
      expect([phase, await violations(page)]).toEqual([phase, []]);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect([phase, wider]).toEqual([phase, 0]);
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
});
