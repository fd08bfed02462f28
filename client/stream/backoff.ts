/** Milliseconds: a line that held so long starts over with the shortest wait. */
export const steady = 5_000;

/** How long to stay away, more with each attempt that led nowhere. */
export class Backoff {
  readonly #first: number;
  readonly #longest: number;
  readonly #random: () => number;
  /** Attempts in a row. */
  attempts = 0;

  /** @param first milliseconds, doubled per attempt up to `longest` */
  constructor(first: number, longest: number, random: () => number) {
    this.#first = first;
    this.#longest = longest;
    this.#random = random;
  }

  /** Full jitter, drawn below the cap and not added before it: clients that were cut together do not come back together. */
  draw(): number {
    return this.#random() * this.#cap(this.attempts);
  }

  /** Between two questions of a line that is up and leads nowhere: at least half of the cap, because there the jitter must not be nothing. */
  brake(fruitless: number): number {
    return ((1 + this.#random()) / 2) * this.#cap(fruitless - 1);
  }

  #cap(attempts: number): number {
    return Math.min(this.#longest, this.#first * 2 ** attempts);
  }
}
