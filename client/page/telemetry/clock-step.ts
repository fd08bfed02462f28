/**
 * Milliseconds between two values of a clock: 0.1 in Chromium, 1 in Firefox and WebKit, and some 17 where a browser rounds times so that nobody can be told by them. It waits for three
 * steps, and takes the least: a program that was interrupted sees a multiple.
 */
export function clockStep(now: () => number = () => performance.now()): number {
  let [least, before] = [Number.POSITIVE_INFINITY, now()];
  for (let seen = 0; seen < 3; ) {
    const value = now();
    if (value === before) continue;
    least = Math.min(least, value - before);
    before = value;
    seen += 1;
  }
  return least;
}

/** Milliseconds from which on a step is mentioned: only browsers that resist fingerprinting have it. */
export const coarse = 5;
