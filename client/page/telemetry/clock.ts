import { signal } from '@preact/signals';

/** How far the server's clock is ahead of the page's, and by how much that can be wrong. Milliseconds. */
export interface ClockReading {
  readonly offset: number;
  readonly error: number;
  /** Between two values of the page's clock. */
  readonly step: number;
}

/** Milliseconds after which an exchange says nothing of now: clocks drift. */
const stale = 60_000;

/** Of all exchanges of the last minute the one with the least round trip is right: its answer cannot be wrong by more than half of it and a step of the page's clock. */
export class ClockExchanges {
  #exchanges: { readonly offset: number; readonly error: number; readonly at: number }[] = [];
  readonly #step: number;

  /** @param step milliseconds between two values of the page's clock: what it says may be old by as much */
  constructor(step: number) {
    this.#step = step;
  }

  /** @param sent and @param received of the page's clock @param at of the server's */
  add(sent: number, at: number, received: number): ClockReading {
    const error = (received - sent) / 2 + this.#step;
    this.#exchanges = this.#exchanges.filter((one) => one.at > received - stale);
    this.#exchanges.push({ offset: at - (sent + received) / 2, error, at: received });
    const best = this.#exchanges.reduce((one, other) => (other.error < one.error ? other : one));
    return { offset: best.offset, error: best.error, step: this.#step };
  }
}

/** `undefined` until the first exchange. */
export const clock = signal<ClockReading | undefined>(undefined);

/** Epoch milliseconds of the page's clock; it never steps, unlike `Date.now()`. */
export const pageNow = (): number => performance.timeOrigin + performance.now();

/** Epoch milliseconds of the server's clock. */
export const serverNow = (): number => pageNow() + (clock.peek()?.offset ?? 0);
