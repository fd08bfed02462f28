import { patience } from './patience.ts';

/** Milliseconds between two checks, at most, of something in this process. */
const usualPause = 20;

/**
 * Waits for a change that fires no event: checks until it has happened.
 * @param what names it in the error after the deadline
 * @param longestPause milliseconds between two checks, at most: more where a check is work for another process
 */
export async function eventually(
  what: string | (() => string),
  holds: () => boolean | Promise<boolean>,
  deadline = patience,
  longestPause = usualPause,
): Promise<void> {
  // A twentieth of the time so far, so that checking does not slow the awaited work down.
  const pause = (waited: number): number => Math.min(waited / 20, longestPause);
  const start = performance.now();
  while (!(await holds())) {
    const waited = performance.now() - start;
    if (waited > deadline) throw new Error(`Waited ${deadline / 1_000} s for ${typeof what === 'string' ? what : what()}.`);
    await (pause(waited) < 1 ? new Promise((resolve) => setImmediate(resolve)) : new Promise((resolve) => setTimeout(resolve, pause(waited))));
  }
}
