/** Compares several first visits. Pure. */
import { median } from '../../bench/statistics/index.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import type { Visit } from './visit.ts';

/** The largest difference of a visit's number from the median of all visits, as a share. */
export const bar = 0.1;

interface Spread {
  readonly median: number;
  /** The largest difference of a visit from the median, as a share. */
  readonly furthest: number;
}

export interface Conclusion {
  /** The headlines, in milliseconds. */
  readonly headlines: Readonly<Record<TransportName, Spread>>;
  /** The numbers in the sentence, one after the other; empty if the sentences differ in more than their numbers. */
  readonly sentence: readonly Spread[];
  /** Each order of the transports that a visitor saw. With one entry, the order never changed. */
  readonly orders: readonly string[];
  /** Each sentence that a visitor saw, without its numbers. */
  readonly sentences: readonly string[];
  /** Whether polling and every number of the sentence differ by less than the bar, with one order and one sentence. */
  readonly held: boolean;
}

/** A measured number of the sentence, with its unit. The conditions in the sentence do not match. */
const measured = /(?<=\b(?:in|at|to|takes|and) )(\d[\d.,]*) (ms|s|×)(?= |,|;|\.)/g;

/** The delays in milliseconds, and the ratios of bytes. */
export const numbersIn = (sentence: string): number[] =>
  [...sentence.matchAll(measured)].map(([, digits = '', unit]) => Number(digits.replaceAll(',', '')) * (unit === 's' ? 1_000 : 1));

/** The sentence without its measured numbers: which transports tie, which are slower, and under which conditions. */
export const shapeOf = (sentence: string): string => sentence.replaceAll(measured, '…');

/** The transports that the page calls equal, joined by =, and the others after them by delay. */
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
