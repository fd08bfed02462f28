import type { Direction, Fault } from './conditions.ts';

/** The directions that each fault stops. */
const directions: Readonly<Record<Exclude<Fault['kind'], 'stall'>, readonly Direction[]>> = {
  'black-hole': ['up', 'down'],
  unavailable: [],
  cut: [],
  end: [],
};

/** The current faults, and the directions that they stop. */
export class LastingFaults {
  readonly #faults = new Set<Fault>();

  /** @returns a function that lifts the fault; it returns `false` the second time */
  add(fault: Fault): () => boolean {
    // A copy, because two equal faults must be lifted separately.
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
