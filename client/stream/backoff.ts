/** Milliseconds: after a connection that was open for longer, the next reconnection starts with the shortest wait again. */
export const steady = 5_000;

/**
 * How long to wait before the next attempt. The cap doubles with each failed attempt, and the wait is random between 0 and the cap ("full jitter"), so that
 * clients that were cut off together do not come back together.
 * @param attempts failed ones in a row
 * @param least the smallest wait, as a fraction of the cap. @default 0
 * @returns milliseconds
 */
export type Backoff = (attempts: number, least?: number) => number;

/** @param first milliseconds, doubled per attempt up to `longest` */
export const createBackoff =
  (first: number, longest: number, random: () => number): Backoff =>
  (attempts, least = 0) =>
    (least + (1 - least) * random()) * Math.min(longest, first * 2 ** attempts);
