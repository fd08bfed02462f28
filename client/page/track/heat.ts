import { type TransportName, transportNames } from '../../../server/stream/protocol.ts';

/** Milliseconds of one column. */
export const heatWidth = 100;
/** Columns that are kept: 60 s, and some for what comes late. */
const columns = 640;

/** How many notifications were delivered in each tenth of a second: what a lane shows where single ones can no longer be told apart. */
export class Heat {
  readonly #counts = new Uint32Array(columns * transportNames.length);
  readonly #times = new Float64Array(columns * transportNames.length).fill(-1);

  add(lane: TransportName, at: number): void {
    const column = Math.floor(at / heatWidth);
    const place = transportNames.indexOf(lane) * columns + (column % columns);
    if (this.#times[place] !== column) {
      this.#times[place] = column;
      this.#counts[place] = 0;
    }
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
  }

  /** @param column of epoch milliseconds divided by `heatWidth` */
  count(lane: TransportName, column: number): number {
    const place = transportNames.indexOf(lane) * columns + (column % columns);
    return this.#times[place] === column ? (this.#counts[place] ?? 0) : 0;
  }

  /** Notifications per second. */
  rate(lane: TransportName, from: number, until: number): number {
    let sum = 0;
    for (let column = Math.floor(from / heatWidth); column < until / heatWidth; column += 1) sum += this.count(lane, column);
    return (sum * 1_000) / (until - from);
  }

  copy(): Heat {
    const copy = new Heat();
    copy.#counts.set(this.#counts);
    copy.#times.set(this.#times);
    return copy;
  }
}
