import type { ByteCount, ConnectionStats, WeatherStats } from './conditions.ts';

/** The counts of a connection, up to its end. */
interface Counted {
  readonly stats: ConnectionStats;
  readonly mostQueued: number;
}

const add = (one: ByteCount, other: ByteCount): ByteCount => ({ total: one.total + other.total, heads: one.heads + other.heads });

/** Sums over closed connections. */
export class Tally {
  #gone = { up: { total: 0, heads: 0 }, down: { total: 0, heads: 0 }, mostQueued: 0 };

  forget({ stats: { up, down }, mostQueued }: Counted): void {
    this.#gone = { up: add(this.#gone.up, up), down: add(this.#gone.down, down), mostQueued: Math.max(this.#gone.mostQueued, mostQueued) };
  }

  /** Adds the open connections. */
  read(accepted: number, connections: ReadonlySet<Counted>): WeatherStats {
    const open = [...connections].map(({ stats }) => stats);
    return {
      accepted,
      open,
      up: open.map(({ up }) => up).reduce(add, this.#gone.up),
      down: open.map(({ down }) => down).reduce(add, this.#gone.down),
      mostQueued: Math.max(this.#gone.mostQueued, ...[...connections].map(({ mostQueued }) => mostQueued)),
    };
  }
}
