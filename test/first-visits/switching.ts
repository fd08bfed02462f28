import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { newVisitor } from './visit.ts';

/** What the page shows after the race has become one stream, which has switched from websocket to polling. */
export interface Switching {
  /** Pixels on the lanes in the colour of crosses. */
  readonly crosses: number;
  /** Rows of the lanes' table that report a fault. */
  readonly wrong: readonly string[];
  readonly missing: number;
  readonly doubled: number;
  /** Whether there are no crosses and no such rows, and nothing is missing or doubled. */
  readonly held: boolean;
}

const patience = 60_000;

/** Notifications that a lane delivers before the next key is pressed. */
const several = 5;

/** Waits until exactly these lanes are open, and have delivered several notifications more than `before`. */
async function carries(page: Page, names: readonly TransportName[], before = 0): Promise<number> {
  const delivered = await page.waitForFunction(
    ([wanted, least]) => {
      const streams = [...globalThis.lab.lanes].map(({ stream }) => stream);
      const there =
        streams.length === wanted.length && wanted.every((name) => streams.some(({ transport, state }) => transport === name && state === 'open'));
      const furthest = Math.min(...streams.map(({ ledger }) => ledger.received));
      return there && furthest >= least && furthest;
    },
    [names, before + several] as const,
    { timeout: patience },
  );
  return Number(await delivered.jsonValue());
}

/** Runs in the page: counts pixels in the colour that only crosses have. */
function redPixels(): number {
  const probe = document.body.appendChild(Object.assign(document.createElement('i'), { style: 'color: var(--lost)' }));
  const lost = (getComputedStyle(probe).color.match(/\d+/g) ?? []).map(Number);
  probe.remove();
  const canvas = document.querySelector<HTMLCanvasElement>('.wire canvas');
  const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    const near = lost.every((value, channel) => Math.abs((data[at + channel] ?? 0) - value) <= 4);
    if (near && data[at + 3] === 255) count += 1;
  }
  return count;
}

/** Presses R, 4 and 1, and reads the lanes and their table. @param folder for the three screenshots */
export async function switchThrough(browser: Browser, url: string, folder: string): Promise<Switching> {
  const { page, close } = await newVisitor(browser, url);
  const photograph = (name: string) => page.screenshot({ path: join(folder, `${name}.png`) });
  try {
    await page.keyboard.press('r');
    await carries(page, transportNames);
    await photograph('1-race');
    await page.keyboard.press('4');
    const before = await carries(page, ['websocket']);
    await photograph('2-websocket');
    await page.keyboard.press('1');
    await carries(page, ['polling'], before);
    await photograph('3-polling');
    await page.getByText('The last 20 marks as a table').click();
    await page.getByRole('checkbox', { name: 'Only what went wrong' }).check();
    const [crosses, wrong] = [await page.evaluate(redPixels), await page.locator('.foldable tbody tr').allInnerTexts()];
    const { missing, doubled } = await page.evaluate(() => {
      const { missing: some, doubled: twice } = globalThis.lab.stream.ledger;
      return { missing: some ?? Number.NaN, doubled: twice };
    });
    return { crosses, wrong, missing, doubled, held: crosses + wrong.length + missing + doubled === 0 };
  } finally {
    await close();
  }
}
