import type { Page } from 'playwright-core';
import { type TransportName, transportNames } from '../../../server/stream/protocol.ts';
import { perTransport } from '../../result/identity.ts';

/** A verdict card, read as text. */
export interface CardReading {
  /** Milliseconds, rounded as the card shows them; NaN where the card has a dash. */
  readonly mean: number;
  /** The model's value that the card shows beside it. */
  readonly model: number;
  readonly delivered: number;
  readonly published: number;
  readonly missing: number;
  readonly doubled: number;
  readonly gaps: number;
}

/** All cards, and the line above them. */
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

/** Milliseconds between two readings. */
const pace = 250;

/** Reads the cards until they show it. @param patience milliseconds @param what names it in the error */
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
