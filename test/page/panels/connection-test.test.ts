import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { shareChromium } from '../../support/shared-chromium.ts';
import { press, raceAt, set, topChip, untilLifted } from '../race-support.ts';
import { openPanels } from './open-panels.ts';

describe.skipIf(!inject('chromium'))('the connection test', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('runs, and stops when asked to', async () => {
    const { page } = await openPanels(browser, '#v=1&dock=test', 'Connection test');
    await page.getByRole('button', { name: 'Test the connection (15 s)' }).click();
    await page.getByText(/of 5 still running/).waitFor();
    await page.getByRole('button', { name: 'Stop the test' }).click();
    await page.getByRole('button', { name: 'Test the connection (15 s)' }).click();
    await page.getByText('All tests passed.').waitFor();
    await page.getByText('Transport Lab: connection test').waitFor();
  });

  it('says that the lab was restarting, and does not blame a proxy for it', async () => {
    const { page } = await raceAt(browser, 5, '&dock=test');
    const findings = page.locator('.self-test li');
    await press(page, 'Test the connection (15 s)');
    await page.getByText(/of 5 still running/).waitFor();
    await set(page, 'For s', untilLifted);
    await press(page, 'Restart server');
    await topChip(page, 'restarting').waitFor();
    await page.getByText(/^\d of 5 have no result, because the lab was away\.$/).waitFor();
    await press(page, 'End it now');
    const said = await findings.allInnerTexts();
    // A check that had a connection open reports the restart; a check that was over before passes.
    expect(said.filter((text) => text.includes('The lab was restarting.')).length).toBeGreaterThan(0);
    expect(said.filter((text) => /failed|proxy|firewall/.test(text))).toEqual([]);
    await page.getByText(/UNSURE {2}websocket: an idle connection\. The lab was restarting/).waitFor();
  });
});
