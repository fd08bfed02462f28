import type { Browser, Page } from 'playwright-core';
import type { Lab } from '../../../server/lab/lab.ts';
import { startTestLab } from '../../support/start-lab.ts';
import { openTab } from '../open-tab.ts';

/** The page of a lab without weather, once a panel of its dock is there, and what its tab complained of. @param dock the panel's heading, by which it is waited for */
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

/** How often the picture is frozen anew, for an exchange that was not in it yet. */
const looks = 10;

/**
 * Freezes the picture, and selects its exchanges from the newest on until the inspector shows one of this transport.
 * A picture that moves would lose it on a slow machine; open the page with `span=60`.
 */
export async function inspect(page: Page, transport: string): Promise<void> {
  for (let look = 0; look < looks; look += 1) {
    const resume = page.getByRole('button', { name: 'Resume', exact: true });
    if (await resume.isVisible()) await resume.press('Enter');
    // With the keyboard: a pointer that a later scroll moves over the lanes selects what is below it.
    await page.getByRole('button', { name: 'Freeze', exact: true }).press('Enter');
    if (await select(page, transport)) return;
  }
  throw new Error(
    `Expected an exchange of ${transport} in one of ${looks} pictures; the inspector shows ${await page.locator('.inspector').innerText()}.`,
  );
}

/** @returns whether the frozen picture has such an exchange: to the left of what is selected, or to the right */
async function select(page: Page, transport: string): Promise<boolean> {
  const inspector = page.locator('.inspector[aria-busy="false"]');
  const wanted = new RegExp(`(?<!-)${transport}, exchange \\d+:`);
  await page.getByRole('group', { name: /^Network traffic/ }).focus();
  for (const key of ['ArrowLeft', 'ArrowRight']) {
    for (let last = ''; ; ) {
      await page.keyboard.press(key);
      // Until it is no longer busy it shows what was selected before.
      const shown = await inspector.locator('.heading').innerText();
      if (wanted.test(shown)) return true;
      if (shown === last) break;
      last = shown;
    }
  }
  return false;
}
