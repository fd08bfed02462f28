/** Milliseconds: a line that held so long starts over with the shortest wait. */
export const steady = 5_000;

/**
 * How long to stay away, more with each attempt that led nowhere. Full jitter, drawn below the cap and not added before it: clients that were cut together do not come back together.
 * @param attempts in a row
 * @param least part of the cap that is waited for in any case. @default 0
 * @returns milliseconds
 */
export type Backoff = (attempts: number, least?: number) => number;

/** @param first milliseconds, doubled per attempt up to `longest` */
export const createBackoff =
  (first: number, longest: number, random: () => number): Backoff =>
  (attempts, least = 0) =>
    (least + (1 - least) * random()) * Math.min(longest, first * 2 ** attempts);
