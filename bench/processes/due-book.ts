/** Milliseconds of one count: that of the relay, beside whose counts these stand. */
const each = 100;

/** How many timers were set to go off in each tenth of a second since the epoch: what clients want, however long the machine takes to serve them. */
export class DueBook {
  readonly #counts = new Map<number, number>();
  /** Tenths that are kept once they are over. */
  readonly #kept: number;

  /** @param kept a minute of tenths */
  constructor(kept = 600) {
    this.#kept = kept;
  }

  /** @param now epoch milliseconds @param wait milliseconds from then on */
  add(now: number, wait: number): void {
    const tenth = Math.floor((now + wait) / each);
    const before = this.#counts.get(tenth);
    this.#counts.set(tenth, (before ?? 0) + 1);
    if (before !== undefined) return;
    const oldest = Math.floor(now / each) - this.#kept;
    for (const one of this.#counts.keys()) if (one < oldest) this.#counts.delete(one);
  }

  /** @param at epoch milliseconds of the first count @returns so many counts, one after the other */
  read(at: number, length: number): number[] {
    return Array.from({ length }, (_, index) => this.#counts.get(Math.floor(at / each) + index) ?? 0);
  }
}
