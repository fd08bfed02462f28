/** Milliseconds. The wait before a reconnection doubles from the first up to the longest, and is drawn from below that (full jitter). */
const backOff = { first: 1_000, longest: 30_000 };

/** Milliseconds. No feed is asked more often than `least`, nor left alone for longer than `most`, whatever it says. */
const clamp = { least: 500, most: 3_600_000 };

/** When to come back to a feed: what it asks for is the floor, and failures in a row add to it. */
export class FeedPace {
  readonly #random: () => number;
  #retry = 0;
  #attempt = 0;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** The feed said something: the next failure is the first one again. */
  heard(): void {
    this.#attempt = 0;
  }

  /** @param wait milliseconds of a `retry:` field; it holds until there is another (HTML standard, section 9.2.6) */
  retry(wait: number): void {
    this.#retry = wait;
  }

  /**
   * To be asked once for each end of a connection.
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
