import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Config } from '../../server/lab/config.ts';
import type { Lab } from '../../server/lab/lab.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { startTestLab } from '../support/start-lab.ts';
import { openTab } from './open-tab.ts';

/** A running race, in a tab of its own. */
export interface Race {
  readonly lab: Lab;
  readonly page: Page;
  readonly complaints: readonly string[];
}

const viewport = { width: 1_280, height: 900 };

/** Opens the lab's page with these settings, and waits until the four lanes are abreast. */
export async function joinRace(browser: Browser, lab: Lab, hash: string): Promise<Race> {
  const { page, complaints } = await openTab(browser, { viewport });
  // A lab that listens on all addresses is reached at 127.0.0.1.
  await page.goto(`${lab.url.replace('0.0.0.0', '127.0.0.1')}/#v=1&conditions=true${hash}`);
  await abreast(page, 4, 2);
  return { lab, page, complaints };
}

/** Starts a lab behind a relay without delay, and opens a race at this many notifications a second. */
export async function raceAt(browser: Browser, rate: number, rest = '', config: Partial<Config> = {}): Promise<Race> {
  const lab = await startTestLab({ weather: true, rtt: 0, ...config });
  return joinRace(browser, lab, `&rate=${rate}&poll=200&rtt=0${rest}`);
}

export const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

/** Seconds, longer than any test: the test ends each fault itself once it has seen its effect. */
export const untilLifted = 120;

/** Types a number into a field of the conditions, and confirms it. */
export async function set(page: Page, name: string, value: number): Promise<void> {
  const field = page.getByRole('spinbutton', { name, exact: true });
  await field.fill(`${value}`);
  await field.press('Enter');
}

/** Runs in the page: the state and the ledger of each lane. */
export const books = (page: Page) =>
  page.evaluate(() =>
    Object.fromEntries([...globalThis.lab.lanes].map(({ stream }) => [stream.transport, { state: stream.state, ...stream.ledger }])),
  );

/** How many notifications a lane has delivered. */
export const received = async (page: Page, transport: TransportName): Promise<number> => (await books(page))[transport]?.received ?? 0;

/** Waits until every lane of the race is open, reads the same log, and has reached the cursor that the furthest lane had at the start. */
export async function abreast(page: Page, lanes: number, beyond = 0): Promise<void> {
  const furthest = await page.waitForFunction(
    ([wanted, past]) => {
      const streams = [...globalThis.lab.lanes].map(({ stream }) => stream);
      const places = streams.map(({ cursor = '-' }) => cursor.split('-') as [epoch: string, seq: string]);
      const ready = streams.length === wanted && streams.every(({ state, ledger }) => state === 'open' && ledger.received > past);
      // A string: in a log without notifications the number is 0, which is falsy, and waitForFunction would never return.
      return ready && new Set(places.map(([epoch]) => epoch)).size === 1 && `${Math.max(...places.map(([, seq]) => Number(seq)))}`;
    },
    [lanes, beyond] as const,
  );
  await page.waitForFunction(
    (seq) => [...globalThis.lab.lanes].every(({ stream: { state, cursor = '' } }) => state === 'open' && Number(cursor.split('-')[1]) >= Number(seq)),
    await furthest.jsonValue(),
  );
}

/** Waits until each of these lanes has delivered more than `past` notifications. */
export const goesOn = (page: Page, names: readonly TransportName[], past: number) =>
  page.waitForFunction(
    ([wanted, beyond]) => [...globalThis.lab.lanes].every(({ stream }) => !wanted.includes(stream.transport) || stream.ledger.received > beyond),
    [names, past] as const,
  );

export const whole = { missing: 0, doubled: 0, reordered: 0 };

/** Waits until the lanes are abreast again, have delivered more than `beyond`, and have lost nothing, by the streams' ledgers and by their cards. */
export async function comesBackWhole(page: Page, beyond: number, gaps = 0): Promise<void> {
  await abreast(page, 4, beyond);
  const all = await books(page);
  for (const name of transportNames) {
    expect(all[name], name).toMatchObject({ ...whole, gaps });
    const card = cardOf(page, name);
    await card.chip('open');
    await card.all.getByText(gaps > 0 ? /0 missing 0 doubled 1 gap$/ : /0 missing 0 doubled$/).waitFor();
    await card.trouble.waitFor({ state: 'detached' });
  }
}

/** A lane's numbers on the page. */
export interface CardView {
  readonly all: Locator;
  /** The reason why the lane has trouble; the element exists only while it has. */
  readonly trouble: Locator;
  /** Waits until the card shows this state. */
  chip(state: string | RegExp): Promise<void>;
  /** Waits until the card gives this reason. */
  says(why: string | RegExp): Promise<void>;
}

export function cardOf(page: Page, name: TransportName): CardView {
  const all = page.locator(`.card.${name}`);
  const trouble = all.locator('.trouble');
  return {
    all,
    trouble,
    chip: (state) => all.locator('.chip').getByText(state, { exact: true }).waitFor(),
    says: (why) => trouble.getByText(why).waitFor(),
  };
}

/** A chip that names a deliberate fault. It is above the lanes, so that it is seen on a projector too. */
export const topChip = (page: Page, word: string): Locator => page.locator('.wire .chips').getByText(word, { exact: true });

/** The rows of the lanes' table that report a fault on a lane. */
export async function wrongRows(page: Page): Promise<(lane: TransportName, what: string | RegExp) => Locator> {
  await page.getByText('The last 20 marks as a table').click();
  await page.getByRole('checkbox', { name: 'Only what went wrong' }).check();
  return (lane, what) =>
    page
      .getByRole('row')
      .filter({ has: page.getByRole('cell', { name: lane, exact: true }) })
      .filter({ has: page.getByRole('cell', { name: what }) })
      .first();
}

/** Records every text that a part of the page shows from now on. @returns a function that waits until one of them matches, even if it was shown only briefly */
export async function toldBy(part: Locator): Promise<(what: RegExp) => Promise<void>> {
  const texts = await part.evaluateHandle((element) => {
    const all: string[] = [];
    const observer = new MutationObserver(() => all.push((element as HTMLElement).innerText.replace(/\s+/g, ' ')));
    observer.observe(element, { childList: true, characterData: true, subtree: true });
    return all;
  });
  return async (what) => {
    await part.page().waitForFunction(([all, source]) => all.some((text) => new RegExp(source).test(text)), [texts, what.source] as const);
  };
}
