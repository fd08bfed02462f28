import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { shareChromium } from '../support/shared-chromium.ts';
import { startTestLab } from '../support/start-lab.ts';
import { openTab } from './open-tab.ts';

const typed = '#v=1&mode=race&rate=7&poll=300&rtt=0';

/** Runs in the page: changes the address as a visitor does, and lets a link be clicked before the browser says so. */
function typeAndClick(hash: string): void {
  location.hash = hash;
  [...document.querySelectorAll('a')].find(({ pathname }) => pathname.endsWith('/try/mail'))?.click();
}

/** Runs in the page: changes the address while the page has yet to write an earlier change there, and lets that timer come first. */
function typeBeforeTimers(hash: string): void {
  const due: (() => void)[] = [];
  const own = globalThis.setTimeout;
  globalThis.setTimeout = ((run: () => void) => due.push(run)) as typeof setTimeout;
  [...document.querySelectorAll('label')].find(({ textContent }) => textContent === '60 s')?.click();
  globalThis.setTimeout = own;
  location.hash = hash;
  for (const run of due) run();
}

// A browser sends `hashchange` in a task of its own, so what else the page has to do may come before it.
describe.skipIf(!inject('chromium'))('settings that are typed into the address', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  async function openLab(): Promise<Page> {
    const lab = await startTestLab();
    const { page } = await openTab(browser, { changed: true, viewport: { width: 1_280, height: 900 } });
    await page.goto(`${lab.url}/try/chat#v=1&mode=race&rate=2&poll=200&rtt=0`);
    await page.getByRole('radio', { name: '60 s' }).waitFor();
    return page;
  }

  it.each([
    ['a link inside the page is clicked', typeAndClick],
    ['the page writes an earlier change there', typeBeforeTimers],
  ])('are applied although %s before the browser reports them', async (_, act) => {
    const page = await openLab();
    await page.evaluate(act, typed);
    await page.getByRole('slider', { name: 'Rate' }).and(page.locator('[aria-valuetext^="7 "]')).waitFor();
    await expect.poll(() => page.url()).toContain('rate=7&poll=300');
  });
});
