import type { Browser, Page } from 'playwright-core';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';

/** Milliseconds after which a visit without a sentence is given up. */
const patience = 180_000;

/** CSS pixels. */
const viewport = { width: 1_280, height: 900 };

/** What a visitor reads once the page compares the four, all read at one moment. */
export interface Visit {
  /** Milliseconds, as shown on the cards. */
  readonly headlines: Readonly<Record<TransportName, number>>;
  /** The transports that the page underlines: none is faster by more than noise. */
  readonly best: readonly TransportName[];
  /** The page's sentence. */
  readonly sentence: string;
  /** Seconds from the start of the visit to the sentence. */
  readonly after: number;
}

/** Runs in the page. @returns nothing while the page is settling */
function readPage(names: readonly TransportName[]) {
  const sentence = document.querySelector<HTMLElement>('.live-sentence[data-state="told"]')?.innerText;
  const found = names.map((name) => document.querySelector<HTMLElement>(`.card.${name} .late strong`));
  const all = found.map((headline) => /^([\d.,]+)\s*(ms|s)$/.exec(headline?.innerText ?? ''));
  if (sentence === undefined || all.includes(null)) return undefined;
  return {
    sentence,
    headlines: all.map((match) => Number(match?.[1]?.replaceAll(',', '')) * (match?.[2] === 's' ? 1_000 : 1)),
    best: names.filter((_, index) => found[index]?.classList.contains('best')),
  };
}

/** A new browser context without data of the lab, with the lab's page in it. `close` closes the context. */
export async function newVisitor(browser: Browser, url: string): Promise<{ readonly page: Page; close(): Promise<void> }> {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  await page.goto(url);
  return { page, close: () => context.close() };
}

export async function visit(browser: Browser, url: string): Promise<Visit> {
  const from = performance.now();
  const { page, close } = await newVisitor(browser, url);
  try {
    // Four times a second, which is how often the page updates its numbers.
    const read = await page.waitForFunction(readPage, transportNames, { timeout: patience, polling: 250 });
    const { headlines = [], best = [], sentence = '' } = (await read.jsonValue()) ?? {};
    const byName = Object.fromEntries(transportNames.map((name, index) => [name, headlines[index]])) as Record<TransportName, number>;
    return { headlines: byName, best, sentence, after: Math.round((performance.now() - from) / 1_000) };
  } finally {
    await close();
  }
}
