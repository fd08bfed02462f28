/** How a bot waits after a cut: always the same time, twice as long each time, or a random time below that, as the client library does. */
export const retryKinds = ['fixed', 'expo', 'jitter'] as const;
export type RetryKind = (typeof retryKinds)[number];

export interface BotHabits {
  /** Milliseconds between two polls of a polling bot. */
  readonly pollInterval: number;
  readonly retry: RetryKind;
  /** Milliseconds of the first wait after a cut. */
  readonly first: number;
}

/** Milliseconds. */
const longest = 30_000;

/**
 * Milliseconds until a bot reconnects.
 * @param attempt counts from 0 since the last success
 * @param random from 0 to below 1
 */
export function retryOf({ retry, first }: Pick<BotHabits, 'retry' | 'first'>, attempt: number, random: () => number): number {
  if (retry === 'fixed') return first;
  const wait = Math.min(Math.max(longest, first), first * 2 ** attempt);
  return retry === 'expo' ? wait : random() * wait;
}
