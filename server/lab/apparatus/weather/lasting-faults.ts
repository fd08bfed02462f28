import type { Direction, Fault } from './conditions.ts';

/** What of a connection stands still. */
const directions: Readonly<Record<Exclude<Fault['kind'], 'stall'>, readonly Direction[]>> = {
  'black-hole': ['up', 'down'],
  unavailable: [],
  cut: [],
  end: [],
};

/** Faults that last, and what they stop. */
export class LastingFaults {
  readonly #faults = new Set<Fault>();

  /** @returns takes it back; `false` if that was done before */
  add(fault: Fault): () => boolean {
    // Two faults of the same words are two: each is lifted by itself.
    const own = { ...fault };
    this.#faults.add(own);
    return () => this.#faults.delete(own);
  }

  get unavailable(): boolean {
    return [...this.#faults].some(({ kind }) => kind === 'unavailable');
  }

  hold(direction: Direction): boolean {
    return [...this.#faults].some((fault) => (fault.kind === 'stall' ? fault.direction === direction : directions[fault.kind].includes(direction)));
  }
}
