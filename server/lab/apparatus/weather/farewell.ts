import type { Direction } from './conditions.ts';
import type { Line } from './line.ts';

/**
 * Milliseconds that one side outlives the other. `linger`: it was told the end, and has to end as well. `stuck`: nothing more arrives there, because it reads nothing or
 * the line is held; longer, because a kernel that takes 20 kB/s from 4 MB says so only once a minute.
 */
export interface Patience {
  readonly linger: number;
  readonly stuck: number;
}

/** What is done to both sides in the end. */
interface Ends {
  readonly destroy: () => void;
  readonly cut: () => void;
}

/**
 * Looks after a line whose source is gone: its target gets what is under way, and then has to go as well; a client, though, may end its half and go on reading. And
 * after one that is full: its source is not read meanwhile, so nobody would notice that it is gone.
 */
export class Farewell {
  readonly #line: Line;
  readonly #direction: Direction;
  readonly #patience: Patience;
  readonly #ends: Ends;
  #timer: NodeJS.Timeout | undefined;

  constructor(line: Line, direction: Direction, patience: Patience, ends: Ends) {
    this.#line = line;
    this.#direction = direction;
    this.#patience = patience;
    this.#ends = ends;
  }

  /** The source has gone. */
  begin(): void {
    this.clear();
    this.#look();
  }

  /** Bytes came. */
  watch(): void {
    if (this.#line.full && this.#timer === undefined) this.#look();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  get #mayStay(): boolean {
    const { delivered, ending, full } = this.#line;
    return delivered ? this.#direction === 'up' && ending === 'end' : ending === undefined && !full;
  }

  #look(): void {
    this.#timer = undefined;
    if (this.#mayStay) return;
    const { linger, stuck } = this.#patience;
    const { delivered, movedAt } = this.#line;
    const left = movedAt + (delivered ? linger : stuck) - performance.now();
    if (left > 0) this.#timer = setTimeout(() => this.#look(), Math.min(left, linger));
    else if (delivered) this.#ends.destroy();
    else this.#ends.cut();
  }
}
