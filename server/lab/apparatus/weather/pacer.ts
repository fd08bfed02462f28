import type { Conditions } from './conditions.ts';

/** The time and the conditions at which bytes arrived; they decide when the bytes are due. */
export interface Pace {
  readonly conditions: Conditions;
  /** `performance.now()`. */
  readonly arrived: number;
}

/** Milliseconds of bandwidth per slice: smaller slices are smoother, larger ones cheaper. */
const sliceTime = 20;

/** Computes when each slice of a line is due, never before an earlier slice. */
export class Pacer {
  readonly #random: () => number;
  /** When the bandwidth is free again, and when the last slice is due. */
  #freeAt = 0;
  #lastDue = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** @returns bytes of the next slice, at least one */
  slice(left: number, { conditions: { bandwidth } }: Pace): number {
    return bandwidth > 0 ? Math.min(left, Math.max(1, Math.floor((bandwidth * sliceTime) / 1_000))) : left;
  }

  /** Call it once for each slice. @returns the time of `performance.now()` at which the slice arrives at the other end */
  due(length: number, { conditions: { rtt, jitter, bandwidth }, arrived }: Pace): number {
    this.#freeAt = Math.max(this.#freeAt, arrived) + (bandwidth > 0 ? (length / bandwidth) * 1_000 : 0);
    this.#lastDue = Math.max(this.#lastDue, this.#freeAt + rtt / 2 + (jitter > 0 ? this.#random() * jitter : 0));
    return this.#lastDue;
  }
}
