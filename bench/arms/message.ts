import { seededRandom } from '../statistics/random.ts';

/**
 * Padding of `data`: one letter again and again; words and numbers, like an application's JSON; random letters, like a picture or a secret in Base64.
 */
export const fillings = ['pad', 'text', 'random'] as const;
export type Filling = (typeof fillings)[number];

const words =
  'the order of three boxes was packed today and goes out with the next truck please call before you deliver gate is open until six price has changed by two percent since morning new room for everybody answer came late thank you see what became of it'.split(
    ' ',
  );
const states = ['open', 'paid', 'packed', 'shipped', 'returned'] as const;
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const one = (items: ArrayLike<string>, random: () => number): string => items[Math.floor(random() * items.length)] ?? '';

/** The padded field that follows the time, and how it begins. */
const starts: Readonly<Record<Filling, (random: () => number) => string>> = {
  pad: () => '"pad":"',
  text: (random) => `"order":${10_000 + Math.floor(random() * 90_000)},"state":"${one(states, random)}","text":"`,
  random: () => '"bytes":"',
};

const runs: Readonly<Record<Filling, (length: number, random: () => number) => string>> = {
  pad: (length) => 'x'.repeat(length),
  text(length, random) {
    let text = '';
    while (text.length < length) text += `${one(words, random)} `;
    return text.slice(0, length);
  },
  random: (length, random) => Array.from({ length }, () => one(letters, random)).join(''),
};

/**
 * Added to times, so that all have the same number of digits. Whole microseconds: a server that parses and rewrites the number then keeps every
 * digit.
 */
const timeBase = 1e15;
/** Bytes of `data` at least: its time, and a little more. */
export const leastPayload = 40;

/**
 * `data` of a notification, of exactly so many bytes as JSON.
 * @param due a time of `monotonic()`, from which receivers compute the delay @param payload at least `leastPayload`; `text` takes up to 70
 * @param number seeds the padding: the same number gives the same text
 */
export function dataOf(due: number, payload: number, filling: Filling = 'pad', number = 0): string {
  const random = filling === 'pad' ? () => 0 : seededRandom(number);
  const start = `{"t":${timeBase + Math.round(due * 1_000)},${starts[filling](random)}`;
  return `${start}${runs[filling](Math.max(0, payload - start.length - 2), random)}"}`;
}

/** When a notification was due, a time of `monotonic()`. @param t field of its `data` @returns `undefined` if it is not the bench's */
export const dueOf = (t: unknown): number | undefined => (typeof t === 'number' && t >= timeBase ? (t - timeBase) / 1_000 : undefined);
