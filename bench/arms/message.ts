/** A byte that stands in each notification once and nowhere else on the wire: counting it counts deliveries, whatever the framing. */
export const mark = '^';

/** Added to times, so that all have the same number of digits. Microseconds, and whole: a server that parses and writes them again drops no zero at the end. */
const timeBase = 1e15;
const timeLength = String(timeBase).length;
/** Bytes from the start of the time to the mark. */
const timeBefore = timeLength + ',"pad":"'.length;

/** Bytes of `data` that its time and its mark take, and some more. */
export const leastPayload = 40;

/** `data` of a notification, of exactly so many bytes as JSON. @param due a time of `monotonic()`, by which receivers know how late they are @param payload at least `leastPayload` */
export function dataOf(due: number, payload: number): string {
  const start = `{"t":${timeBase + Math.round(due * 1_000)},"pad":"${mark}`;
  return `${start}${'x'.repeat(Math.max(0, payload - start.length - 2))}"}`;
}

/** When a notification was due, a time of `monotonic()`. @param t of its `data` @returns `undefined` if it is none of the bench's */
export const dueOf = (t: unknown): number | undefined => (typeof t === 'number' && t >= timeBase ? (t - timeBase) / 1_000 : undefined);

/** When the notification with its mark at this place was due, without parsing it; NaN if its start came with the chunk before. */
export const dueAt = (data: Buffer, place: number): number =>
  place < timeBefore ? Number.NaN : (Number(data.toString('latin1', place - timeBefore, place - timeBefore + timeLength)) - timeBase) / 1_000;
