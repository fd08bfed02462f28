import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { shareChromium } from '../../support/shared-chromium.ts';
import { startTestLab } from '../../support/start-lab.ts';
import { openTab } from '../open-tab.ts';
import { abreast, press, raceAt, topChip } from '../race-support.ts';

describe.skipIf(!inject('chromium'))('the settings of a race', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('keep what a visitor is typing when the lab’s state changes', async () => {
    const { page } = await raceAt(browser, 5);
    const field = page.getByRole('spinbutton', { name: 'Idle timeout', exact: true });
    await field.fill('33');
    // Changed without moving the focus, as if by another visitor.
    await page.getByRole('checkbox', { name: /^Block WebSocket frames/ }).dispatchEvent('click');
    await topChip(page, 'frames blocked').waitFor();
    expect(await field.inputValue()).toBe('33');
    await field.press('Enter');
    await topChip(page, 'idle timeout 33 s').waitFor();
  });

  it('are the same for every visitor who opens the same URL', async () => {
    const { page } = await raceAt(browser, 20);
    await page.getByRole('spinbutton', { name: 'Notifications', exact: true }).fill('7');
    await page.keyboard.press('Enter');
    await page.getByRole('spinbutton', { name: 'Round trip', exact: true }).fill('40');
    await page.keyboard.press('Enter');
    await press(page, 'More numbers');
    await page.getByRole('radio', { name: 'p95' }).check();
    await page.getByLabel('Colours').selectOption('dark');
    await page.waitForURL(/rate=7&poll=200&rtt=40&percentile=p95&conditions=true&theme=dark$/);
    const { page: second, complaints } = await openTab(browser);
    await second.goto(page.url());
    await abreast(second, 4);
    await second.getByText('40 ms there and back').waitFor();
    expect(await second.getByRole('spinbutton', { name: 'Notifications', exact: true }).inputValue()).toBe('7');
    await press(second, 'More numbers');
    expect(await second.getByRole('radio', { name: 'p95' }).isChecked()).toBe(true);
    expect(await second.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(second.url()).toBe(page.url());
    expect(complaints).toEqual([]);
  });

  it('list what the page did not take from the URL, say that the network simulation is off if there is no relay, and the race runs', async () => {
    const lab = await startTestLab();
    const { page, complaints } = await openTab(browser, { viewport: { width: 1_280, height: 900 } });
    await page.goto(`${lab.url}/#v=1&rate=20&poll=200&conditions=true&black-hole=10&burst=0`);
    await abreast(page, 4, 5);
    const notice = page.getByRole('alert');
    await notice.getByText('“black-hole” is no setting of this page; it was left out. burst goes from 1 to 1000; 0 became 1.').waitFor();
    expect(complaints).toEqual([]);
    await page.getByText('network simulation is off', { exact: true }).waitFor();
    await page.getByText('Network simulation is off: this lab adds no delay and no faults.').first().waitFor();
    expect(await page.getByRole('button', { name: 'Black hole' }).isDisabled()).toBe(true);
    expect(await page.getByRole('spinbutton', { name: 'Notifications', exact: true }).isEnabled()).toBe(true);
  });
});
