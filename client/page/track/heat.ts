import { type TransportName, transportNames } from '../../../server/protocol.ts';

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
    this.#counts[place] = (this.#counts[place] as number) + 1;
  }

  /** @param column of epoch milliseconds divided by `heatWidth` */
  count(lane: TransportName, column: number): number {
    const place = transportNames.indexOf(lane) * columns + (column % columns);
    return this.#times[place] === column ? (this.#counts[place] as number) : 0;
  }

  /** Notifications per second in the busiest second of a window. */
  peak(lane: TransportName, from: number, until: number): number {
    const perSecond = 1_000 / heatWidth;
    let [peak, sum] = [0, 0];
    const start = Math.floor(from / heatWidth);
    for (let column = start; column < until / heatWidth; column += 1) {
      sum += this.count(lane, column) - (column - perSecond >= start ? this.count(lane, column - perSecond) : 0);
      peak = Math.max(peak, sum);
    }
    return peak;
  }
}
