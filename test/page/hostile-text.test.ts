import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { readRun } from '../../client/page/saved-run/read-run.ts';
import type { Draft } from '../../server/stream/protocol.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { startTestLab } from '../support/start-lab.ts';
import { contentOf, inspectNewest, openPage, showPanel } from './open-page.ts';
import { stickingOut } from './widths/sticking-out.ts';

describe.skipIf(!inject('chromium'))('text from strangers', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('is shown as text everywhere, and is never wider than a phone', async () => {
    const lab = await startTestLab();
    const { page, complaints, shows } = await openPage(browser, lab, { viewport: { width: 390, height: 844 } });
    const evil = '<script>globalThis.hacked = 1</script><img src=x onerror="globalThis.hacked = 1">';
    const hostile: Draft[] = [
      { event: '<b>bold</b>', data: evil },
      { event: 'عربي', data: '\u202eשלום\u2066 🧑‍🧑‍🧒‍🧒🏴‍☠️ ﷽' },
      { event: 'w'.repeat(64), data: { [evil]: 'x'.repeat(60_000) } },
    ];
    const foreign = page.locator('main').locator('script, img, [onerror], .list b, [role="log"] b, .inspector b, .notice img');
    await page.getByLabel('event', { exact: true }).fill('<b>bold</b>');
    await page.getByLabel('data, sent as').fill(evil);
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await shows('<b>bold</b>', '<script>');
    await page.getByLabel('only this event').fill('عربي<b>');
    await page.getByRole('button', { name: 'Subscribe', exact: true }).click();
    await page.getByRole('button', { name: 'Unsubscribe from عربي<b>' }).waitFor();
    expect(await stickingOut(page)).toEqual([]);
    await page.getByRole('button', { name: 'Read all events again (resets the ledger)' }).click();
    await lab.log.append(hostile);
    await shows('عربي', 'שלום');
    await shows('w'.repeat(64), '60,');
    expect(await stickingOut(page)).toEqual([]);

    await page.getByRole('button', { name: 'Race', exact: true }).click();
    await page.waitForFunction(() => globalThis.lab.lanes.size === 4 && [...globalThis.lab.lanes].every(({ stream }) => stream.state === 'open'));
    await lab.log.append(hostile);
    await showPanel(page, 'Log');
    for (const summary of await page.locator('.foldable > summary').all()) await summary.click();
    const log = page.getByRole('log');
    for (const text of ['<b>bold</b>', '<script>globalThis.hacked', 'عربي', 'שלום', '60,']) await log.getByText(text).first().waitFor();
    await page
      .getByRole('cell', { name: / delivered, / })
      .first()
      .waitFor();
    await showPanel(page, 'Bytes');
    await inspectNewest(page);
    await page.getByRole('listbox').press('End');
    expect(await stickingOut(page)).toEqual([]);
    await showPanel(page, 'Export');
    const saved = async (what: string) => {
      const saving = page.waitForEvent('download');
      await page.getByRole('button', { name: new RegExp(`as ${what}$`) }).click();
      return contentOf(await saving);
    };
    for (const what of ['CSV', 'SVG']) expect((await saved(what)).includes('hacked')).toBe(false);
    // A saved run contains what was sent, as JSON strings.
    expect(readRun(`${await saved('JSON')}`).exchanges.length).toBeGreaterThan(0);
    expect(await foreign.count()).toBe(0);
    expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false);
    expect(complaints).toEqual([]);
  });
});
