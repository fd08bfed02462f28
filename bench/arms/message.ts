/** Added to times, so that all have the same number of digits. Microseconds, and whole: a server that parses and writes them again drops no zero at the end. */
const timeBase = 1e15;
/** Bytes of `data` that its time takes, and some more. */
export const leastPayload = 40;

/** `data` of a notification, of exactly so many bytes as JSON. @param due a time of `monotonic()`, by which receivers know how late they are @param payload at least `leastPayload` */
export function dataOf(due: number, payload: number): string {
  const start = `{"t":${timeBase + Math.round(due * 1_000)},"pad":"`;
  return `${start}${'x'.repeat(Math.max(0, payload - start.length - 2))}"}`;
}

/** When a notification was due, a time of `monotonic()`. @param t of its `data` @returns `undefined` if it is none of the bench's */
export const dueOf = (t: unknown): number | undefined => (typeof t === 'number' && t >= timeBase ? (t - timeBase) / 1_000 : undefined);
