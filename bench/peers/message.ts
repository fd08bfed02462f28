/** A byte that stands in each notification once and nowhere else on the wire: counting it counts deliveries, whatever the framing. */
export const mark = '^';

/** Added to times of `monotonic()`, so that all have the same number of digits. */
const timeBase = 1e12;
const timeLength = '1000000000000.000'.length;
/** Bytes from the start of the time to the mark. */
const timeBefore = timeLength + ',"pad":"'.length;

/** `data` of a notification, of a constant length. @param due a time of `monotonic()` @param payload bytes of the JSON */
export function dataOf(due: number, payload: number): string {
  const start = `{"t":${(timeBase + due).toFixed(3)},"pad":"${mark}`;
  return `${start}${'x'.repeat(Math.max(0, payload - start.length - 2))}"}`;
}

/** When the notification with its mark at this place was due, a time of `monotonic()`; NaN if its start came with the chunk before. */
export const dueAt = (data: Buffer, place: number): number =>
  place < timeBefore ? Number.NaN : Number(data.toString('latin1', place - timeBefore, place - timeBefore + timeLength)) - timeBase;
