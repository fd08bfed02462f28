import type { Stop } from '../log/notification-log.ts';

/** Milliseconds between two looks at the clock. */
const interval = 20;
/** Milliseconds over which lateness is averaged: one long turn is no overload, and many of them are. */
const memory = 250;

/**
 * How late the event loop is: a timer that is due every 20 ms comes that much later when turns are long. What is asked for in the middle of a long turn counts that turn as far as it has
 * gone, because a storm comes in with one turn, and a timer would tell of it behind its last client.
 */
export class LoopDelay {
  readonly #now: () => number;
  #average = 0;
  #lookedAt: number;

  /** @param now milliseconds */
  constructor(now = () => performance.now()) {
    this.#now = now;
    this.#lookedAt = now();
  }

  /** Milliseconds that timers are late at present, as an average over the last quarter of a second. */
  get current(): number {
    return this.#averageAt(this.#now());
  }

  /** To be called every 20 ms, as far as the loop lets it. */
  look(): void {
    const now = this.#now();
    this.#average = this.#averageAt(now);
    this.#lookedAt = now;
  }

  /** Looks from now on. Of itself it keeps no process alive. */
  watch(): Stop {
    const looking = setInterval(() => this.look(), interval).unref();
    return () => clearInterval(looking);
  }

  #averageAt(now: number): number {
    const elapsed = now - this.#lookedAt;
    const late = Math.max(0, elapsed - interval);
    return this.#average + (late - this.#average) * (1 - Math.exp(-elapsed / memory));
  }
}
