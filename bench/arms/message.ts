import { seededRandom } from '../statistics/random.ts';

/** What `data` is filled up with: a letter again and again; words and numbers, as JSON of applications has them; letters that are drawn, as a picture or a secret in Base64 has them. */
export const fillings = ['pad', 'text', 'random'] as const;
export type Filling = (typeof fillings)[number];

const words =
  'the order of three boxes was packed today and goes out with the next truck please call before you deliver gate is open until six price has changed by two percent since morning new room for everybody answer came late thank you see what became of it'.split(
    ' ',
  );
const states = ['open', 'paid', 'packed', 'shipped', 'returned'] as const;
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const one = (items: ArrayLike<string>, random: () => number): string => items[Math.floor(random() * items.length)] ?? '';

/** The field behind the time that is filled up, and what stands before it. */
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

/** Added to times, so that all have the same number of digits. Microseconds, and whole: a server that parses and writes them again drops no zero at the end. */
const timeBase = 1e15;
/** Bytes of `data` that its time takes, and some more. */
export const leastPayload = 40;

/**
 * `data` of a notification, of exactly so many bytes as JSON.
 * @param due a time of `monotonic()`, by which receivers know how late they are @param payload at least `leastPayload`; `text` takes up to 70
 * @param number draws the same again for the same number
 */
export function dataOf(due: number, payload: number, filling: Filling = 'pad', number = 0): string {
  const random = filling === 'pad' ? () => 0 : seededRandom(number);
  const start = `{"t":${timeBase + Math.round(due * 1_000)},${starts[filling](random)}`;
  return `${start}${runs[filling](Math.max(0, payload - start.length - 2), random)}"}`;
}

/** When a notification was due, a time of `monotonic()`. @param t of its `data` @returns `undefined` if it is none of the bench's */
export const dueOf = (t: unknown): number | undefined => (typeof t === 'number' && t >= timeBase ? (t - timeBase) / 1_000 : undefined);
