import type { Page } from 'playwright-core';
import { type TransportName, transportNames } from '../../../server/stream/protocol.ts';
import { perTransport } from '../../result/identity.ts';

/** A verdict card as its reader sees it. */
export interface CardReading {
  /** Milliseconds, with the digits that stand there; NaN where there is a dash. */
  readonly mean: number;
  /** What the page shows as the model's value beside it. */
  readonly model: number;
  readonly delivered: number;
  readonly published: number;
  readonly missing: number;
  readonly doubled: number;
  readonly gaps: number;
}

/** All of them, and what stands above. */
export interface CardsReading {
  readonly cards: Readonly<Record<TransportName, CardReading>>;
  /** Milliseconds; NaN until the page has measured it. */
  readonly roundTrip: number;
  readonly tie: boolean;
}

const whole = (text = ''): number => Number(text.replaceAll(',', ''));

/** `1,163 ms` or `12.3 s`, in milliseconds. */
function duration(text: string, before: string): number {
  const [, value, unit] = new RegExp(`${before} ([\\d.,-]+) (ms|s)\\b`).exec(text) ?? [];
  return value === undefined ? Number.NaN : whole(value) * (unit === 's' ? 1_000 : 1);
}

/** @param text of a card, a line for each paragraph */
export function parseCard(text: string): CardReading {
  const count = (pattern: RegExp) => whole(pattern.exec(text)?.[1] ?? '0');
  return {
    mean: duration(text, 'mean'),
    model: duration(text, 'model'),
    delivered: count(/^([\d,]+) of [\d,]+/m),
    published: count(/^[\d,]+ of ([\d,]+)/m),
    missing: count(/(\d+) missing/),
    doubled: count(/(\d+) doubled/),
    gaps: count(/(\d+) gaps?\b/),
  };
}

/** Reads the cards of a race of all four. */
export async function readCards(page: Page): Promise<CardsReading> {
  const { texts, above } = await page.evaluate((names) => {
    const textsIn = (selector: string) => [...document.querySelectorAll(selector)].map(({ textContent }) => textContent ?? '');
    return { texts: names.map((name) => textsIn(`.card.${name} p`).join('\n')), above: textsIn('[aria-labelledby="verdict-title"] .heading .chip') };
  }, transportNames);
  return {
    cards: perTransport((name) => parseCard(texts[transportNames.indexOf(name)] ?? '')),
    roundTrip: duration(above.join('\n'), 'round trip'),
    tie: above.includes('a tie'),
  };
}

/** Milliseconds between two looks. */
const pace = 250;

/** Looks at the cards until they show it. @param patience milliseconds @param what is said if they do not */
export async function untilCards(
  page: Page,
  what: string,
  patience: number,
  holds: (reading: CardsReading) => boolean | Promise<boolean>,
): Promise<CardsReading> {
  const deadline = performance.now() + patience;
  for (;;) {
    const reading = await readCards(page);
    if (await holds(reading)) return reading;
    if (performance.now() > deadline)
      throw new Error(`Waited ${patience / 1_000} s for the cards to show ${what}; they show ${JSON.stringify(reading)}.`);
    await page.waitForTimeout(pace);
  }
}
