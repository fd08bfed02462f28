/** Walks through a page with the Tab key, and compares where it stops with where it should. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** More presses than any walk takes: after that many, the focus is caught in a keyboard trap. */
const mostPresses = 300;

/** An element at which the Tab key stops. */
interface Stop {
  /** Its position in document order; `undefined` for an element that should not get the focus. */
  readonly number: number | undefined;
  readonly what: string;
  /** It has an outline or a shadow that it does not have without the focus. */
  readonly marked: boolean;
  /** It is a frame, and the focus is in its document. */
  readonly frame: boolean;
  /** CSS pixels of the document. */
  readonly box: Box;
  /** The box of the stop before it, measured at the same moment: if a line appears or disappears above, both boxes move. */
  readonly from: Box | undefined;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Runs in the page: numbers the elements that Tab should reach, notes how each looks without the focus, and records where each press leads. @returns how many there are */
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
  // Ends the recording of the walk before, if that was in the same document.
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

/** Presses the key once. @returns where it led; inside a frame this document gets no key events, so the focus is read instead */
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

/** Presses the key this many times as Playwright would, but without a question after each press, which took most of the time. @returns where each press led */
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

/** Presses until the focus leaves the page or returns to the first stop. @param expected presses that this normally takes, sent together; further ones are sent one by one */
async function walk(page: Page, key: 'Tab' | 'Shift+Tab', expected: number): Promise<Stop[]> {
  const met: Stop[] = [];
  /** @returns whether the walk goes on */
  const meet = (stop: Stop | undefined): boolean => {
    if (!stop || (met.length > 1 && stop.number === met[0]?.number)) return false;
    // All stops inside a frame count as one stop.
    if (!stop.frame || stop.number !== met.at(-1)?.number) met.push(stop);
    return true;
  };
  for (const stop of await pressAtOnce(page, key, expected)) if (!meet(stop)) return met;
  for (let presses = expected; presses < mostPresses; presses += 1) if (!meet(await pressOnce(page, key))) return met;
  const trap = met.slice(-4).map(({ what }) => what);
  throw new Error(`Expected to leave the page within ${mostPresses} presses of ${key}; the last stops were ${trap.join(', ')}.`);
}

/** Reading order: to the right, or down. Up is allowed only into a column further right. */
const isNext = (from: Box, to: Box): boolean => to.left >= from.right - 4 || to.top >= from.bottom - 4;

/** Tab reaches every stop once, in visual order and with a visible focus, and Shift+Tab goes the same way back. @returns the number of stops */
export async function expectWalk(page: Page): Promise<number> {
  await page.evaluate(() => {
    // The next Tab starts where the focus was last, even if that element is gone.
    const start = document.createElement('span');
    start.tabIndex = -1;
    document.body.prepend(start);
    start.focus();
    start.remove();
    scrollTo(0, 0);
  });
  const count = await page.evaluate(numberStops);
  // This document gets no events for keys that are pressed inside a frame.
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
