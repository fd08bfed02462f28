import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { sceneNames } from '../../server/lab/door-paths.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { folderOfAll, newer } from '../server/report-support.ts';
import { shareChromium } from '../support/shared-chromium.ts';
import { labOfAll } from '../support/start-lab.ts';
import { goToDoor } from './go-to-door.ts';
import { inspectNewest } from './open-page.ts';
import { openTab, tabOfAll } from './open-tab.ts';
import { abreast } from './race-support.ts';

/** More presses than any walk takes: beyond them it is caught in a trap. */
const mostPresses = 300;

/** One place where the Tab key stops. */
interface Stop {
  /** Its number in the order of the document; `undefined` where nobody expects the focus. */
  readonly number: number | undefined;
  readonly what: string;
  /** A rim is there that is not there without the focus. */
  readonly marked: boolean;
  /** It is another document, inside of which the focus is. */
  readonly frame: boolean;
  /** CSS pixels of the document. */
  readonly box: Box;
  /** Where the stop before it is at the same moment: a line that comes or goes above moves both. */
  readonly from: Box | undefined;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Runs in the page: numbers what the Tab key has to meet, notes how each looks without the focus, and writes down where each press leads. @returns how many there are */
function numberStops(): number {
  const stops = [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, iframe, [tabindex]')].filter(
    (stop) => stop.tabIndex >= 0 && !stop.matches(':disabled, [type="radio"]:not(:checked)') && stop.checkVisibility({ visibilityProperty: true }),
  );
  const drawn = (stop: HTMLElement) => (getComputedStyle(stop).opacity === '0' ? (stop.closest('label') ?? stop) : stop);
  const rim = (stop: HTMLElement) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(drawn(stop));
    return outlineStyle === 'none' ? boxShadow : `${outlineWidth} ${outlineStyle} ${outlineColor} ${boxShadow}`;
  };
  const plain = stops.map(rim);
  const boxOf = (stop: HTMLElement): Box => {
    const { left, top, right, bottom } = drawn(stop).getBoundingClientRect();
    return { left, right, top: top + scrollY, bottom: bottom + scrollY };
  };
  let before: HTMLElement | undefined;
  const standing = (): Stop | undefined => {
    const stop = document.activeElement as HTMLElement;
    if (stop === document.body) return undefined;
    const found = stops.indexOf(stop);
    const from = before && boxOf(before);
    before = stop;
    const name = stop.getAttribute('aria-label') ?? stop.closest('label')?.textContent ?? stop.textContent;
    return {
      number: found < 0 ? undefined : found,
      what: `${stop.tagName.toLowerCase()} “${name?.trim().slice(0, 60)}”`,
      frame: stop.tagName === 'IFRAME',
      marked: rim(stop) !== plain[found],
      box: boxOf(stop),
      from,
    };
  };
  const led: (Stop | undefined)[] = [];
  // The walk before may have been in the same document.
  dispatchEvent(new Event('walked'));
  const over = new AbortController();
  addEventListener('walked', () => over.abort(), { once: true });
  addEventListener('keyup', ({ key }) => key === 'Tab' && led.push(standing()), { capture: true, signal: over.signal });
  Object.assign(globalThis, { standing, led: () => led.splice(0) });
  return stops.length;
}

interface Numbered {
  standing(): Stop | undefined;
  led(): (Stop | undefined)[];
}

/** Presses it, and looks where that led: what is pressed in another document is heard there alone. */
async function pressOnce(page: Page, key: 'Tab' | 'Shift+Tab'): Promise<Stop | undefined> {
  await page.keyboard.press(key);
  return page.evaluate(() => {
    const { led, standing } = globalThis as unknown as Numbered;
    const heard = led();
    return heard.length > 0 ? heard.at(-1) : standing();
  });
}

/** The code of Shift among the modifiers (Chrome DevTools Protocol, Input.dispatchKeyEvent). */
const shift = 8;

/** Presses it so many times as Playwright would, without a question after each press, which took most of the time. @returns where each press led */
async function pressAtOnce(page: Page, key: 'Tab' | 'Shift+Tab', times: number): Promise<(Stop | undefined)[]> {
  const line = await page.context().newCDPSession(page);
  const tab = { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9, modifiers: key === 'Tab' ? 0 : shift };
  const presses = Array.from({ length: times }, () =>
    (['rawKeyDown', 'keyUp'] as const).map((type) => line.send('Input.dispatchKeyEvent', { ...tab, type })),
  );
  await Promise.all(presses.flat());
  await line.detach();
  return page.evaluate(() => (globalThis as unknown as Numbered).led());
}

/** Presses until the page is left at its other end, or its first stop comes again. @param expected presses that do that, if all is well; the rest is pressed one by one */
async function walk(page: Page, key: 'Tab' | 'Shift+Tab', expected: number): Promise<Stop[]> {
  const met: Stop[] = [];
  /** @returns whether it goes on */
  const meet = (stop: Stop | undefined): boolean => {
    if (!stop || (met.length > 1 && stop.number === met[0]?.number)) return false;
    // What has the focus inside of another document is a stop there.
    if (!stop.frame || stop.number !== met.at(-1)?.number) met.push(stop);
    return true;
  };
  for (const stop of await pressAtOnce(page, key, expected)) if (!meet(stop)) return met;
  for (let presses = expected; presses < mostPresses; presses += 1) if (!meet(await pressOnce(page, key))) return met;
  const trap = met.slice(-4).map(({ what }) => what);
  throw new Error(`Expected to leave the page within ${mostPresses} presses of ${key}; the last stops were ${trap.join(', ')}.`);
}

/** As one reads: on, or down; up only into a column further right. */
const isNext = (from: Box, to: Box): boolean => to.left >= from.right - 4 || to.top >= from.bottom - 4;

/** Gives it the focus at once: that Tab comes to it, as to everything else that it may stop at, is what the walks show. */
async function reach(page: Page, control: Locator): Promise<void> {
  await control.focus();
  await page.locator(':focus:not([tabindex="-1"])').and(control).waitFor();
}

/** Everything is met once, in the order in which it is seen, marked, and back. @returns how many stops there are */
async function expectWalk(page: Page): Promise<number> {
  await page.evaluate(() => {
    // Where the focus was last, the next Tab begins, even where nothing has it any more.
    const start = document.createElement('span');
    start.tabIndex = -1;
    document.body.prepend(start);
    start.focus();
    start.remove();
    scrollTo(0, 0);
  });
  const count = await page.evaluate(numberStops);
  // Presses in another document are not heard here.
  const atOnce = (await page.locator('iframe').count()) > 0 ? 0 : count + 1;
  const forth = await walk(page, 'Tab', atOnce);
  expect(forth.filter(({ number }) => number === undefined).map(({ what }) => what)).toEqual([]);
  expect(forth.map(({ number }) => number)).toEqual(Array.from({ length: count }, (_, index) => index));
  expect(forth.filter(({ marked, frame }) => !marked && !frame).map(({ what }) => what)).toEqual([]);
  const leaps = forth.flatMap(({ what, box, from }, index) =>
    !from || isNext(from, box) ? [] : [`${forth[index - 1]?.what} ${JSON.stringify(from)} → ${what} ${JSON.stringify(box)}`],
  );
  expect(leaps.join('\n')).toBe('');
  const back = await walk(page, 'Shift+Tab', atOnce);
  expect(back.map(({ what }) => what)).toEqual(forth.map(({ what }) => what).toReversed());
  return count;
}

describe.skipIf(!inject('chromium'))('with the keyboard alone', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await shareChromium();
  });
  afterAll(() => browser?.close());

  // With what the bench has measured, as visitors have it.
  const labToRace = labOfAll({ weather: true, rtt: 0 }, join(import.meta.dirname, '../../bench/results'));
  const labToRead = labOfAll({ weather: true, rtt: 0 }, folderOfAll(newer));
  const tabToRead = tabOfAll(() => browser, { viewport: { width: 1_280, height: 900 } });

  /** The page behind weather without distance, which publishes nothing by itself. */
  async function open(hash: string): Promise<Page> {
    const { page } = await openTab(browser, { viewport: { width: 1_280, height: 900 } });
    await page.goto(`${labToRace().url}/#v=1&rate=0&rtt=0&poll=60000&hold=55&conditions=true&${hash}`);
    await page.getByRole('radio', { name: 'Charts' }).waitFor();
    await page.getByRole('button', { name: 'Black hole' }).and(page.locator(':enabled')).waitFor();
    return page;
  }

  const unfold = async (page: Page) => {
    for (const summary of await page.locator('details:not([open]) > summary:visible').elementHandles()) await summary.click();
    for (const more of await page.getByRole('button', { name: 'More numbers' }).all()) await more.click();
  };

  const picture = (page: Page) => page.getByRole('group', { name: /^Network traffic/ });

  /** Everything open, an exchange in the inspector, events subscribed to. */
  const prepared = {
    race: inspectNewest,
    one: async (page: Page) => {
      for (const event of ['first', 'second']) {
        await page.getByLabel('only this event').fill(event);
        await page.getByRole('button', { name: 'Subscribe', exact: true }).click();
        await page.getByRole('button', { name: `Unsubscribe from ${event}` }).waitFor();
      }
      await page.getByRole('tabpanel').waitFor();
    },
  } as const;

  it.each(['race', 'one'] as const)('everything is met once, in the order in which it is seen, and back: %s', async (mode) => {
    const page = await open(`mode=${mode}&transport=polling`);
    await prepared[mode](page);
    await unfold(page);
    // Where the last click was, the next Tab begins.
    await page.locator('.brand').click();
    const count = await expectWalk(page);
    expect(count).toBeGreaterThan(60);
    process.stdout.write(`keyboard, ${mode}: ${count} stops, forth and back\n`);
  });

  it.each([
    'learn',
    'learn/tour',
    'learn/between-two-polls',
    'try',
    'decide',
    'nothing',
    ...sceneNames.map((name) => `try/${name}`),
    'report',
    'report.html',
  ])('the same behind the door %s', async (path) => {
    const page = tabToRead();
    await goToDoor(page, labToRead().url, path, '#v=1&rate=0&rtt=0&poll=60000&hold=55');
    if (path.startsWith('try')) await abreast(page, 4, -1);
    // The map comes as a chunk of its own, with stops of its own.
    if (path === 'decide') await page.getByRole('heading', { name: 'What changes the verdict' }).waitFor();
    // Where none of a few is chosen, the browser stops at the first of them on the way forth, and at the last on the way back.
    // By a script: a click would begin the walk there.
    if (path.startsWith('learn/between'))
      await page
        .locator('.lesson')
        .getByRole('radio')
        .first()
        .evaluate((radio) => (radio as HTMLElement).click());
    if (path === 'report') await page.frameLocator('iframe').getByRole('navigation', { name: 'Contents' }).waitFor();
    const count = await expectWalk(page);
    process.stdout.write(`keyboard, ${path}: ${count} stops, forth and back\n`);
  });

  it('a slider, and the number typed', async () => {
    const page = await open('mode=race');
    const typed = page.getByRole('spinbutton', { name: 'Cookie', exact: true });
    await reach(page, page.getByRole('slider', { name: 'Cookie, slider' }));
    await page.keyboard.press('End');
    await page.waitForFunction((input) => (input as HTMLInputElement).value === '8000', await typed.elementHandle());
    await page.waitForURL(/cookie=8000/);
    await reach(page, typed);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('120');
    await page.keyboard.press('Enter');
    await page.waitForURL(/cookie=120(&|$)/);
  });

  it('one of a few, a checkbox, a list of words', async () => {
    const page = await open('mode=race');
    await reach(page, page.getByRole('combobox', { name: 'Colours' }));
    await page.keyboard.press('d');
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
    await page.getByRole('button', { name: 'More numbers' }).click();
    await reach(page, page.getByRole('radio', { name: 'p50' }));
    await page.keyboard.press('ArrowRight');
    await page
      .locator('.card.sse .late')
      .getByText(/^p95 (delay|settling)$/)
      .waitFor();
    await reach(page, page.getByRole('checkbox', { name: 'websocket', exact: true }));
    await page.keyboard.press('Space');
    await page.locator('.card.websocket').waitFor({ state: 'detached' });
  });

  it('a button, what is folded, the list of keys', async () => {
    const page = await open('mode=race');
    const help = page.getByRole('button', { name: 'List the keys' });
    await reach(page, help);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await help.evaluate((element) => element === document.activeElement)).toBe(true);
    await reach(page, page.getByRole('button', { name: 'Freeze', exact: true }));
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Resume', exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Freeze', exact: true }).waitFor();
    await reach(page, page.locator('summary').filter({ hasText: 'marks as a table' }));
    await page.keyboard.press('Enter');
    await page.getByRole('columnheader', { name: 'what' }).waitFor();
  });

  it('the picture of the lanes, the bytes of an exchange, the tabs of the code', async () => {
    const page = await open('mode=race');
    await reach(page, picture(page));
    await inspectNewest(page);
    const parts = page.getByRole('listbox', { name: 'Parts of the exchange' });
    await reach(page, parts);
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option', { selected: true }).filter({ hasText: 'Host' }).waitFor();
    await page.locator('.detail h3').filter({ hasText: 'Host' }).waitFor();
    await reach(page, page.getByRole('radio', { name: 'Bytes' }));
    await page.keyboard.press('ArrowRight');
    // The code is that of the exchange; the arrows go from there to the others, and around.
    const chosen = page.getByRole('tab', { name: /polling|sse|websocket/, selected: true });
    await reach(page, chosen);
    for (const [place] of transportNames.entries()) {
      const current = transportNames.indexOf((await chosen.innerText()).trim() as TransportName);
      if (transportNames[current] === 'websocket' && place > 0) break;
      await page.keyboard.press('ArrowRight');
      await page.getByRole('heading', { name: `Source code of ${transportNames[(current + 1) % transportNames.length]}`, exact: true }).waitFor();
    }
    await page.getByRole('heading', { name: 'Source code of websocket' }).waitFor();
    await reach(page, page.getByRole('tab', { name: 'client' }));
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tabpanel').getByText('server/stream/transports/websocket.ts').waitFor();
  });

  it('what goes away when it is pressed hands the focus on', async () => {
    const page = await open('mode=one&transport=websocket');
    const focused = (control: Locator) => control.and(page.locator(':focus')).waitFor();
    await prepared.one(page);
    await reach(page, page.getByRole('button', { name: 'Unsubscribe from first' }));
    await page.keyboard.press('Enter');
    await focused(page.getByRole('button', { name: 'Unsubscribe from second' }));
    await page.keyboard.press('Enter');
    await focused(page.getByLabel('only this event'));
    await page.getByText('This stream reads no event, only broadcasts.').waitFor();

    await reach(page, page.getByLabel('Number of streams'));
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    const closers = page.getByRole('list', { name: 'Further streams' }).getByRole('button');
    await reach(page, closers.first());
    await page.keyboard.press('Enter');
    await focused(closers);
    await page.keyboard.press('Enter');
    await focused(page.getByRole('button', { name: 'Open more streams' }));
  });
});
