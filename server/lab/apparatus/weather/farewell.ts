import type { Direction } from './conditions.ts';
import type { Line } from './line.ts';

/**
 * Milliseconds that one side of a connection may outlive the other. `linger`: it has received the end and must end as well. `stuck`: nothing more reaches it, because it does not read or
 * the line is held. This is longer, because with 4 MB in the kernel's buffer and 20 kB/s progress is visible only once a minute.
 */
export interface Patience {
  readonly linger: number;
  readonly stuck: number;
}

/** The ways to end the connection. */
interface Ends {
  readonly destroy: () => void;
  readonly cut: () => void;
}

/**
 * Watches a line whose source has gone: the target gets the rest, and must then end as well, except that a client may end its half and go on reading. It also
 * watches a full line: its source is not read from meanwhile, so its end would go unnoticed.
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
