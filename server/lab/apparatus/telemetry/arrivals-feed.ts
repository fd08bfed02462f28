import type { ToldArrivals } from '../weather/conditions.ts';

/** Counts that are kept for pages that connect later: one minute. */
const mostKept = 600;

const none: ToldArrivals = { at: 0, connections: [], requests: [], refused: [], due: [] };

const length = ({ connections }: ToldArrivals): number => connections.length;

/** Milliseconds of one count. */
const each = 100;

const endOf = (arrivals: ToldArrivals): number => arrivals.at + length(arrivals) * each;

/** The relay's counts of arrivals, fetched while a page is connected. Pieces do not overlap. */
export class ArrivalsFeed {
  readonly #fetch: (from: number) => Promise<ToldArrivals | undefined>;
  #kept = none;
  #fetching = false;

  constructor(fetch: (from: number) => Promise<ToldArrivals | undefined>) {
    this.#fetch = fetch;
  }

  /** The last minute, as far as it was sent. */
  get kept(): ToldArrivals {
    return this.#kept;
  }

  /** No page is connected any more: the next one gets all that the relay has. */
  forget(): void {
    this.#kept = none;
  }

  /** @returns new counts; `undefined` without any, without a relay, or while an answer is outstanding */
  async next(): Promise<ToldArrivals | undefined> {
    if (this.#fetching) return undefined;
    this.#fetching = true;
    // The relay has died; the lab ends for that reason elsewhere.
    const fresh = await this.#fetch(endOf(this.#kept)).catch(() => undefined);
    this.#fetching = false;
    if (!fresh || length(fresh) === 0) return undefined;
    this.#kept = joined(this.#kept, fresh);
    return fresh;
  }
}

/** Joins two pieces; after a change of the clock the list begins anew. */
function joined(before: ToldArrivals, fresh: ToldArrivals): ToldArrivals {
  if (endOf(before) !== fresh.at) return fresh;
  const last = (kind: Exclude<keyof ToldArrivals, 'at'>) => [...before[kind], ...fresh[kind]].slice(-mostKept);
  const connections = last('connections');
  return { at: endOf(fresh) - connections.length * each, connections, requests: last('requests'), refused: last('refused'), due: last('due') };
}
