import type { ToldArrivals } from '../weather/conditions.ts';

/** Counts that are told to who comes later: a minute. */
const mostKept = 600;

const none: ToldArrivals = { at: 0, connections: [], requests: [], refused: [], due: [] };

const length = ({ connections }: ToldArrivals): number => connections.length;

/** Milliseconds of one count. */
const each = 100;

const endOf = (arrivals: ToldArrivals): number => arrivals.at + length(arrivals) * each;

/** What the relay counted, fetched while somebody looks. The pieces follow each other without overlap. */
export class ArrivalsFeed {
  readonly #fetch: (from: number) => Promise<ToldArrivals | undefined>;
  #kept = none;
  #fetching = false;

  constructor(fetch: (from: number) => Promise<ToldArrivals | undefined>) {
    this.#fetch = fetch;
  }

  /** The last minute as far as it was told. */
  get kept(): ToldArrivals {
    return this.#kept;
  }

  /** Nobody looks: who comes next is told all that the relay has. */
  forget(): void {
    this.#kept = none;
  }

  /** @returns what is new; `undefined` where there is nothing, no relay, or an answer that is still to come */
  async next(): Promise<ToldArrivals | undefined> {
    if (this.#fetching) return undefined;
    this.#fetching = true;
    // A relay that has died answers nothing, and ends the lab.
    const fresh = await this.#fetch(endOf(this.#kept)).catch(() => undefined);
    this.#fetching = false;
    if (!fresh || length(fresh) === 0) return undefined;
    this.#kept = joined(this.#kept, fresh);
    return fresh;
  }
}

/** Behind a clock that was set the list begins anew. */
function joined(before: ToldArrivals, fresh: ToldArrivals): ToldArrivals {
  if (endOf(before) !== fresh.at) return fresh;
  const last = (kind: Exclude<keyof ToldArrivals, 'at'>) => [...before[kind], ...fresh[kind]].slice(-mostKept);
  const connections = last('connections');
  return { at: endOf(fresh) - connections.length * each, connections, requests: last('requests'), refused: last('refused'), due: last('due') };
}
