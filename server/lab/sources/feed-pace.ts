/** Milliseconds. The wait before a reconnection doubles from the first up to the longest, and is drawn from below that (full jitter). */
const backOff = { first: 1_000, longest: 30_000 };

/** Milliseconds: the shortest and the longest wait, whatever the feed asks for. */
const clamp = { least: 500, most: 3_600_000 };

/** Computes the wait before a reconnection: the feed's own value, plus a back-off for failures in a row. */
export class FeedPace {
  readonly #random: () => number;
  #retry = 0;
  #attempt = 0;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** The feed sent something, which resets the back-off. */
  heard(): void {
    this.#attempt = 0;
  }

  /** @param wait milliseconds of a `retry:` field; it holds until there is another (HTML standard, section 9.2.6) */
  retry(wait: number): void {
    this.#retry = wait;
  }

  /**
   * Call it once after each end of a connection.
   * @param retryAfter the header of the answer, if there was one
   * @returns milliseconds to wait
   */
  next(retryAfter: string | null, now = Date.now()): number {
    const drawn = this.#random() * Math.min(backOff.longest, backOff.first * 2 ** this.#attempt);
    this.#attempt += 1;
    return Math.min(clamp.most, Math.max(clamp.least, drawn, this.#retry, millisecondsOf(retryAfter, now)));
  }
}

/** @param retryAfter seconds, or an HTTP-date (RFC 9110 section 10.2.3); what is neither counts as nothing */
function millisecondsOf(retryAfter: string | null, now: number): number {
  if (retryAfter === null) return 0;
  const wait = /^\s*\d+\s*$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - now;
  return wait > 0 ? wait : 0;
}
