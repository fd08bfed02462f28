/** What several first visits have in common. Pure. */
import { median } from '../../bench/statistics/index.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import type { Visit } from './visit.ts';

/** By how much a number of a visit may be off the median of all visits, as a share. */
export const bar = 0.1;

interface Spread {
  readonly median: number;
  /** How far the furthest visit is from it, as a share. */
  readonly furthest: number;
}

export interface Conclusion {
  /** Of the headlines, in milliseconds. */
  readonly headlines: Readonly<Record<TransportName, Spread>>;
  /** Of the numbers in the sentence, one after the other; empty where the sentences differ in more than their numbers. */
  readonly sentence: readonly Spread[];
  /** Each order that a visitor was told: of one, it never changed. */
  readonly orders: readonly string[];
  /** Each sentence that was told, without its numbers. */
  readonly sentences: readonly string[];
  /** Polling and every number of the sentence within the bar, one order, and one sentence. */
  readonly held: boolean;
}

/** A measured number of the sentence, with its unit: the conditions in it are none. */
const measured = /(?<=\b(?:in|at|to|takes|and) )(\d[\d.,]*) (ms|s|×)(?= |,|;|\.)/g;

/** Milliseconds, and how many times as many bytes. */
export const numbersIn = (sentence: string): number[] =>
  [...sentence.matchAll(measured)].map(([, digits = '', unit]) => Number(digits.replaceAll(',', '')) * (unit === 's' ? 1_000 : 1));

/** Who ties, who is slower, and under which conditions. */
export const shapeOf = (sentence: string): string => sentence.replaceAll(measured, '…');

/** Those that the page calls equal stand side by side, the rest behind them. */
export function orderOf({ headlines, best }: Visit): string {
  const others = transportNames.filter((name) => !best.includes(name)).sort((one, other) => headlines[one] - headlines[other]);
  return [...(best.length > 0 ? [best.join(' = ')] : []), ...others].join(' < ');
}

export const offMedian = (value: number, middle: number): number => Math.abs(value / middle - 1);

function spreadOf(values: readonly number[]): Spread {
  const middle = median(values);
  return { median: middle, furthest: Math.max(...values.map((value) => offMedian(value, middle))) };
}

const different = (texts: readonly string[]): string[] => [...new Set(texts)];

export function conclude(visits: readonly Visit[]): Conclusion {
  const headlines = Object.fromEntries(
    transportNames.map((name) => [name, spreadOf(visits.map((one) => one.headlines[name]))]),
  ) as Conclusion['headlines'];
  const [orders, sentences] = [different(visits.map(orderOf)), different(visits.map(({ sentence }) => shapeOf(sentence)))];
  const numbers = visits.map(({ sentence }) => numbersIn(sentence));
  const sentence = sentences.length === 1 ? (numbers[0] ?? []).map((_, place) => spreadOf(numbers.map((all) => all[place] ?? Number.NaN))) : [];
  const within = [headlines.polling, ...sentence].every(({ furthest }) => furthest <= bar);
  return { headlines, sentence, orders, sentences, held: within && orders.length === 1 && sentences.length === 1 };
}
