import type { Arrivals } from './conditions.ts';

/** Milliseconds that one count covers. */
const arrivalsEach = 100;

/** Counts that are kept: a minute. */
const mostKept = 600;

type Kind = 'connections' | 'requests' | 'refused';
type Count = Record<Kind, number>;

/** Counts arrivals at the relay for each tenth of a second of the last minute. */
export class ArrivalBook {
  readonly #now: () => number;
  /** By the number of tenths of a second since the Unix epoch. */
  readonly #counts = new Map<number, Count>();
  readonly #begun: number;

  /** @param now epoch milliseconds */
  constructor(now: () => number) {
    this.#now = now;
    this.#begun = this.#tenth();
  }

  add(kind: Kind, count = 1): void {
    const tenth = this.#tenth();
    let counted = this.#counts.get(tenth);
    if (!counted) {
      counted = { connections: 0, requests: 0, refused: 0 };
      this.#counts.set(tenth, counted);
      for (const old of this.#counts.keys()) if (old < tenth - mostKept) this.#counts.delete(old);
    }
    counted[kind] += count;
  }

  /** @param from milliseconds since the Unix epoch @returns complete tenths of the last minute */
  since(from: number): Arrivals {
    const end = this.#tenth();
    const begin = Math.min(end, Math.max(Math.ceil(from / arrivalsEach), end - mostKept, this.#begun));
    const read = (kind: Kind) => Array.from({ length: end - begin }, (_, index) => this.#counts.get(begin + index)?.[kind] ?? 0);
    return { at: begin * arrivalsEach, connections: read('connections'), requests: read('requests'), refused: read('refused') };
  }

  #tenth(): number {
    return Math.floor(this.#now() / arrivalsEach);
  }
}
