import type { Stop } from '../log/notification-log.ts';

/** Milliseconds between two readings of the clock. */
const interval = 20;
/** Milliseconds over which the delay is averaged: one long turn is no overload, but many are. */
const memory = 250;

/**
 * Measures how late the event loop is: a timer that is due every 20 ms fires later when turns are long. `current` also counts the part of the current turn that has passed. A storm of
 * clients arrives within one turn, and the timer would fire only after the last of them.
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

  /** Milliseconds that timers are late, averaged over the last quarter of a second. */
  get current(): number {
    return this.#averageAt(this.#now());
  }

  /** Reads the clock; to be called every 20 ms. */
  look(): void {
    const now = this.#now();
    this.#average = this.#averageAt(now);
    this.#lookedAt = now;
  }

  /** Starts the timer, which does not keep the process alive. */
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
