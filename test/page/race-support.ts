import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Config } from '../../server/lab/config.ts';
import type { Lab } from '../../server/lab/lab.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { startTestLab } from '../support/start-lab.ts';
import { openTab } from './open-tab.ts';

/** A race that runs, in a tab of its own. */
export interface Race {
  readonly lab: Lab;
  readonly page: Page;
  readonly complaints: readonly string[];
}

const viewport = { width: 1_280, height: 900 };

/** Opens the lab's page with this setting, and waits until the four lanes are abreast. */
export async function joinRace(browser: Browser, lab: Lab, hash: string): Promise<Race> {
  const { page, complaints } = await openTab(browser, { viewport });
  // A lab that listens everywhere is reached on this machine.
  await page.goto(`${lab.url.replace('0.0.0.0', '127.0.0.1')}/#v=1&conditions=true${hash}`);
  await abreast(page, 4, 2);
  return { lab, page, complaints };
}

/** A lab behind weather without distance, and the race at so many notifications a second. */
export async function raceAt(browser: Browser, rate: number, rest = '', config: Partial<Config> = {}): Promise<Race> {
  const lab = await startTestLab({ weather: true, rtt: 0, ...config });
  return joinRace(browser, lab, `&rate=${rate}&poll=200&rtt=0${rest}`);
}

export const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

/** Types a number where the conditions ask for one, and confirms it. */
export async function set(page: Page, name: string, value: number): Promise<void> {
  const field = page.getByRole('spinbutton', { name, exact: true });
  await field.fill(`${value}`);
  await field.press('Enter');
}

/** Runs in the page: what became of the notifications, lane by lane. */
export const books = (page: Page) =>
  page.evaluate(() =>
    Object.fromEntries([...globalThis.lab.lanes].map(({ stream }) => [stream.transport, { state: stream.state, ...stream.ledger }])),
  );

/** How many notifications a lane has delivered. */
export const received = async (page: Page, transport: TransportName): Promise<number> => (await books(page))[transport]?.received ?? 0;

/** Waits until every lane of the race is open, in the same log, and has come as far as the furthest was then. */
export async function abreast(page: Page, lanes: number, beyond = 0): Promise<void> {
  const furthest = await page.waitForFunction(
    ([wanted, past]) => {
      const streams = [...globalThis.lab.lanes].map(({ stream }) => stream);
      const places = streams.map(({ cursor = '-' }) => cursor.split('-') as [epoch: string, seq: string]);
      const ready = streams.length === wanted && streams.every(({ state, ledger }) => state === 'open' && ledger.received > past);
      // As text: of a log without notifications it is 0, which would be waited for forever.
      return ready && new Set(places.map(([epoch]) => epoch)).size === 1 && `${Math.max(...places.map(([, seq]) => Number(seq)))}`;
    },
    [lanes, beyond] as const,
  );
  await page.waitForFunction(
    (seq) => [...globalThis.lab.lanes].every(({ stream: { state, cursor = '' } }) => state === 'open' && Number(cursor.split('-')[1]) >= Number(seq)),
    await furthest.jsonValue(),
  );
}

/** Waits until these lanes have delivered more than so many. */
export const goesOn = (page: Page, names: readonly TransportName[], past: number) =>
  page.waitForFunction(
    ([wanted, beyond]) => [...globalThis.lab.lanes].every(({ stream }) => !wanted.includes(stream.transport) || stream.ledger.received > beyond),
    [names, past] as const,
  );

export const whole = { missing: 0, doubled: 0, reordered: 0 };

/** Waits until the lanes are abreast again, further on, and every one of them has lost nothing: in the streams' own books, and as its card says. */
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
  /** Why the lane is not as it should be; not there while it is. */
  readonly trouble: Locator;
  /** Waits until its state is called so. */
  chip(state: string | RegExp): Promise<void>;
  /** Waits until it says this of its trouble. */
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

/** A word on what is broken on purpose, above the lanes, where a projector shows it too. */
export const topChip = (page: Page, word: string): Locator => page.locator('.wire .chips').getByText(word, { exact: true });

/** The rows of the lanes' table that tell what went wrong on a lane. */
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

/** Writes down what a part of the page says from now on. @returns waits until it has said this, however shortly */
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
