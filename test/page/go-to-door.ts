import type { Page } from 'playwright-core';
import { doorPaths } from '../../server/lab/door-paths.ts';

/** Waits until the door has loaded everything that it shows. */
const whole = (page: Page) => page.waitForFunction(() => document.querySelector('main h1') && !document.querySelector('main p[aria-busy="true"]'));

/**
 * Goes to a door inside the open document, as the back and forward buttons do: loading another document takes a hundred times the processor time. Paths without a door are
 * loaded, and so is `/replay`, whose document has no lab.
 * @param url of the lab
 */
export async function goToDoor(page: Page, url: string, path: string, hash = ''): Promise<void> {
  const inside = path !== 'replay' && doorPaths.includes(path) && (await page.evaluate(() => 'lab' in globalThis && location.pathname !== '/replay'));
  if (!inside) {
    await page.goto(`${url}/${path}${hash}`);
    await whole(page);
    return;
  }
  const left = await page.evaluate((to) => {
    if (location.pathname === to) return undefined;
    const title = document.querySelector('main h1')?.textContent;
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
    return title;
  }, `/${path}`);
  await page.waitForFunction((before) => {
    const title = document.querySelector('main h1')?.textContent;
    return title !== undefined && title !== before;
  }, left);
  await whole(page);
}
