import type { Browser, Page } from 'playwright-core';
import type { Lab } from '../../../server/lab/lab.ts';
import { startTestLab } from '../../support/start-lab.ts';
import { openTab } from '../open-tab.ts';

/** Opens the page of a lab without a relay, and waits for a panel of its dock. @param heading the panel's heading */
export async function openPanels(
  browser: Browser,
  hash = '#v=1',
  heading: string | RegExp = 'Inspector',
): Promise<{ readonly page: Page; readonly complaints: readonly string[]; readonly lab: Lab }> {
  const lab = await startTestLab({ weather: false });
  const { page, complaints } = await openTab(browser, { viewport: { width: 1_280, height: 900 } });
  await page.goto(`${lab.url}/${hash}`);
  await page.getByRole('heading', { name: heading }).waitFor();
  return { page, complaints, lab };
}

/** How often the picture is frozen again, in case the exchange was not in it yet. */
const looks = 10;

/**
 * Freezes the picture, and selects its exchanges from the newest on until the inspector shows one of this transport.
 * In a moving picture a slow machine would miss the exchange; open the page with `span=60`.
 */
export async function inspect(page: Page, transport: string): Promise<void> {
  for (let look = 0; look < looks; look += 1) {
    const resume = page.getByRole('button', { name: 'Resume', exact: true });
    if (await resume.isVisible()) await resume.press('Enter');
    // With the keyboard, because if a later scroll moved the lanes below the pointer, it would select an exchange.
    await page.getByRole('button', { name: 'Freeze', exact: true }).press('Enter');
    if (await select(page, transport)) return;
  }
  throw new Error(
    `Expected an exchange of ${transport} in one of ${looks} pictures; the inspector shows ${await page.locator('.inspector').innerText()}.`,
  );
}

/** @returns whether the frozen picture has such an exchange, to the left or to the right of the selected one */
async function select(page: Page, transport: string): Promise<boolean> {
  const inspector = page.locator('.inspector[aria-busy="false"]');
  const wanted = new RegExp(`(?<!-)${transport}, exchange \\d+:`);
  await page.getByRole('group', { name: /^Network traffic/ }).focus();
  for (const key of ['ArrowLeft', 'ArrowRight']) {
    for (let last = ''; ; ) {
      await page.keyboard.press(key);
      // While the inspector is busy it still shows the exchange that was selected before.
      const shown = await inspector.locator('.heading').innerText();
      if (wanted.test(shown)) return true;
      if (shown === last) break;
      last = shown;
    }
  }
  return false;
}
