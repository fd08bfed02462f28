import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { shareChromium } from '../../support/shared-chromium.ts';
import { appendNumbers, startTestLab } from '../../support/start-lab.ts';
import { contentOf } from '../open-page.ts';
import { openTab } from '../open-tab.ts';
import { abreast, cardOf, press } from '../race-support.ts';

/** Seconds before the end of the run at which the pictures are compared, and the number of exchanges that are compared. */
const [backs, exchanges] = [[0, 0.7, 1.9, 3.3], 8];

/** Records the text of the cards from now on: each text that differs from the one before. */
const listenToCards = (page: Page) =>
  page.locator('.cards').evaluate((cards) => {
    const texts = [cards.textContent];
    Object.assign(globalThis, { texts });
    new MutationObserver(() => texts.at(-1) === cards.textContent || texts.push(cards.textContent)).observe(cards, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });

/** Cards count down the seconds until a retry by themselves, so the number on a card depends on when it is drawn. It is left out. */
const settled = (texts: readonly string[]): string[] =>
  texts.map((text) => text.replace(/retry in \d+ s/g, 'reconnecting')).filter((text, index, all) => text !== all[index - 1]);

const unfold = (page: Page) => press(page, 'More numbers');

/** The last marks of the lanes as text, without heartbeats and pongs: their position depends on the round trip as measured at the moment. */
async function marks(page: Page): Promise<string[]> {
  const wrongOnly = page.getByRole('checkbox', { name: 'Only what went wrong' });
  await wrongOnly.check();
  await wrongOnly.uncheck();
  return (await page.locator('.wire tbody tr').allInnerTexts()).filter((text) => !/heartbeat|pong/.test(text));
}

/** The text of the inspector for each of the newest exchanges. */
async function inspected(page: Page): Promise<string[]> {
  const picture = page.getByRole('group', { name: /^Network traffic/ });
  await picture.evaluate((element) => {
    for (let more = 0; more < 60; more += 1) element.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
  });
  const texts: string[] = [];
  for (let count = 0; count < exchanges; count += 1) {
    await page.locator('.inspector[aria-busy="false"] .heading').filter({ hasText: ', exchange' }).waitFor();
    texts.push((await page.locator('.inspector').innerText()).replace('Reload', ''));
    await picture.press('ArrowLeft');
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  }
  return texts;
}

const openMarks = (page: Page) => page.getByText('The last 20 marks as a table').click();

/** Sets a slider, as a mouse would. */
const slide = (page: Page, name: string | RegExp, value: number) => page.getByRole('slider', { name }).fill(`${value}`);

interface File {
  readonly end: number;
  readonly records: readonly [at: number, kind: string, lane: string | null][];
  readonly moments: readonly [[at: number]][];
}

/** The time of the file's first record or moment, in milliseconds; the slider counts from it. */
const beginning = ({ records, moments }: File): number => Math.min(records[0]?.[0] ?? 0, moments[0]?.[0][0] ?? 0);

/** Goes to each of these times, and reads the cards there. */
const cardsAt = (page: Page, times: readonly number[]) =>
  page.getByRole('slider', { name: 'Time of the run' }).evaluate(async (slider: HTMLInputElement, all) => {
    const texts: string[] = [];
    for (const time of all) {
      slider.value = `${time}`;
      slider.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((resolve) => setTimeout(resolve));
      const text = document.querySelector('.cards')?.textContent ?? '';
      if (texts.at(-1) !== text) texts.push(text);
    }
    return texts;
  }, times);

/** Records a run with deliveries, a cut and reconnections, and freezes it at the end. */
async function record(page: Page, lab: Parameters<typeof appendNumbers>[0] & { readonly url: string }): Promise<void> {
  await page.goto(`${lab.url}/#v=1&rate=0&poll=300&rtt=0&span=5`);
  // A stream starts at the head of the log at which it opens.
  await abreast(page, 4, -1);
  await unfold(page);
  await listenToCards(page);
  for (const from of [1, 4, 7, 10]) {
    await appendNumbers(lab, 3, 'number', from);
    await abreast(page, 4, from + 1);
  }
  await press(page, 'Cut the line');
  await appendNumbers(lab, 2, 'number', 13);
  await abreast(page, 4, 13);
  await cardOf(page, 'sse').chip('open');
  await page.waitForTimeout(1_000);
  await press(page, 'Freeze');
  await openMarks(page);
}

describe.skipIf(!inject('chromium'))('a run that was saved', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });

  it('is replayed as the page showed it live: the cards at each moment, the marks at each time, the bytes of each exchange', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const { page } = await openTab(browser, { viewport: { width: 1_280, height: 900 } });
    await record(page, lab);
    const live: string[][] = [];
    for (const back of backs) {
      await slide(page, /before the freeze/, -back);
      live.push(await marks(page));
    }
    await slide(page, /before the freeze/, 0);
    const liveBytes = await inspected(page);
    const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Save this run')]);
    const liveCards = settled(await page.evaluate(() => (globalThis as unknown as { texts: string[] }).texts));
    const content = await contentOf(download);
    await lab.close();

    // In a new tab, because a page whose lab has closed reports errors.
    const { page: replay, complaints } = await openTab(browser, { viewport: { width: 1_280, height: 900 } });
    const still = await startTestLab();
    await replay.goto(`${still.url}/replay`);
    await replay.locator('input[type="file"]').setInputFiles({ name: 'run.json', mimeType: 'application/json', buffer: content });
    await openMarks(replay);
    await unfold(replay);
    const file = JSON.parse(content.toString()) as File;
    const zero = beginning(file);
    for (const [index, back] of backs.entries()) {
      await slide(replay, 'Time of the run', file.end - zero - back * 1_000);
      const told = await marks(replay);
      expect(told.length, `marks ${back} s before the end`).toBeGreaterThan(10);
      expect(told, `marks ${back} s before the end`).toEqual(live[index]);
    }
    await slide(replay, 'Time of the run', file.end - zero);
    expect(await inspected(replay)).toEqual(liveBytes);
    const times = file.moments.map(([[at]]) => at - zero + 0.001);
    const cards = settled(await cardsAt(replay, times));
    const first = cards.indexOf(liveCards[0] ?? '');
    const replayed = cards.slice(first, first + liveCards.length);
    expect(replayed.length).toBeGreaterThan(10);
    expect(replayed).toEqual(liveCards.slice(0, replayed.length));
    expect(complaints).toEqual([]);
  });
});
