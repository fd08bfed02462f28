import type { Browser, Page } from 'playwright-core';
import type { Lab } from '../../../server/lab/lab.ts';
import { startTestLab } from '../../support/start-lab.ts';
import { openTab } from '../open-page.ts';

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

/** Selects exchanges from the newest on, until the inspector shows one of this transport. */
export async function inspect(page: Page, transport: string): Promise<void> {
  const lanes = page.getByRole('group', { name: /^Wire lanes/ });
  const shown = page.locator('.inspector .heading').filter({ hasText: new RegExp(`(?<!-)${transport}, exchange`) });
  await lanes.focus();
  for (let back = 0; back < 60; back += 1) await lanes.press('ArrowRight');
  for (let tried = 0; tried < 60; tried += 1) {
    await lanes.press('ArrowLeft');
    // Until then it shows what was selected before.
    await page.locator('.inspector[aria-busy="false"]').waitFor();
    if (await shown.isVisible()) return;
  }
  throw new Error(`Expected an exchange of ${transport} among the last 60; the inspector shows ${await page.locator('.inspector').innerText()}.`);
}
