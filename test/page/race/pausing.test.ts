import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { transportNames } from '../../../server/stream/protocol.ts';
import { shareChromium } from '../../support/shared-chromium.ts';
import { showPanel } from '../open-page.ts';
import { abreast, books, press, raceAt, whole } from '../race-support.ts';

/** Sets the visibility that the page sees. */
const hide = (page: Page, hidden: boolean) =>
  page.evaluate((now) => {
    Object.defineProperty(document, 'hidden', { value: now, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);

describe.skipIf(!inject('chromium'))('a race that is paused and resumed', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('freezes, steps and resumes by key, while the traffic goes on', async () => {
    const { page } = await raceAt(browser, 5);
    await page.keyboard.press('n');
    await page.getByText(/ is delivered\.$/).waitFor();
    await page.getByRole('button', { name: 'Resume', exact: true }).waitFor();
    const before = (await books(page)).sse?.received ?? 0;
    await showPanel(page, 'Publish');
    await press(page, 'Publish');
    await page.waitForFunction((count) => [...globalThis.lab.lanes].every(({ stream }) => stream.ledger.received > count), before);
    await page.getByRole('heading', { name: 'Network traffic' }).click();
    await page.keyboard.press('f');
    await page.getByRole('button', { name: 'Freeze', exact: true }).waitFor();
  });

  it('pauses at its cursors while the tab is hidden, says so, and resumes there; runs on if the visitor chose that, until it is no longer chosen', async () => {
    const { page } = await raceAt(browser, 5);
    const isPaused = () =>
      page.waitForFunction(() => [...globalThis.lab.lanes].every(({ stream }) => stream.state === 'cut') && document.title.startsWith('Paused'));
    const received = async () => (await books(page)).sse?.received ?? 0;
    await hide(page, true);
    await isPaused();
    const before = await received();
    await hide(page, false);
    await abreast(page, 4, before);
    expect(await page.title()).toBe('Transport Lab');
    for (const lane of Object.values(await books(page))) expect(lane).toMatchObject({ ...whole, gaps: 0 });

    await page.getByLabel('Run on in a hidden tab').check();
    await hide(page, true);
    const hidden = await received();
    await abreast(page, 4, hidden);
    expect(await page.title()).toBe('Transport Lab');
    await page.getByLabel('Run on in a hidden tab').uncheck();
    await isPaused();
    await hide(page, false);
    await abreast(page, 4, hidden);
  });

  it('pauses and resumes with the space bar, unless keys are switched off', async () => {
    const { page } = await raceAt(browser, 5);
    await page.keyboard.press(' ');
    await page.getByRole('button', { name: 'Start', exact: true }).waitFor();
    await page.locator('.card.sse .chip').getByText('paused').waitFor();
    await page.keyboard.press(' ');
    await abreast(page, 4);
    await page.keyboard.press('?');
    await page.getByLabel('Keys act on this page').uncheck();
    await press(page, 'Close');
    await page.keyboard.press('p');
    expect(await page.locator('html').getAttribute('data-projector')).toBe('false');
    await press(page, 'Projector');
    expect(await page.locator('html').getAttribute('data-projector')).toBe('true');
  });

  it('becomes one stream that switches transports by key, and then a race again', async () => {
    const { page } = await raceAt(browser, 20);
    for (const [index, transport] of transportNames.entries()) {
      await page.keyboard.press(`${index + 1}`);
      await page.waitForFunction((name) => {
        const [lane, ...others] = globalThis.lab.lanes;
        return others.length === 0 && lane?.stream.transport === name && lane.stream.state === 'open' && lane.stream.ledger.received > 5;
      }, transport);
    }
    const [one] = Object.values(await books(page));
    expect(one).toMatchObject({ ...whole, gaps: 0 });
    await page.keyboard.press('r');
    await abreast(page, 4);
  });
});
