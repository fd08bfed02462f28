import type { Failure, Gap, Notification, TransportName } from '../../stream/index.ts';

/** An event, or the reason why one did not come. */
export type EventContent =
  | { readonly kind: 'notification'; readonly notification: Notification }
  | { readonly kind: 'gap'; readonly gap: Gap }
  | { readonly kind: 'failure'; readonly failure: Failure };

/** When, on the server's clock, and over which lane. */
export type RecentEvent = EventContent & { readonly lane: TransportName; readonly at: number };

/** One event, and how many came before it. */
interface Entry {
  readonly event: RecentEvent;
  readonly place: number;
}

/** The newest entries of one kind: each costs an array entry. */
class Ring {
  readonly #entries: Entry[] = [];
  readonly #most: number;
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(entry: Entry): void {
    this.#entries[this.#count % this.#most] = entry;
    this.#count += 1;
  }

  entries(): readonly Entry[] {
    return this.#entries;
  }
}

/** The newest events. Failures and gaps are kept separately: four lanes at 20/s would push them out after 2.5 s, before they can be read. */
export class RecentEvents {
  readonly #notifications: Ring;
  readonly #troubles: Ring;
  readonly #listeners = new Set<(event: RecentEvent) => void>();
  /** Number of all entries so far. */
  count = 0;
  /** How many notifications are kept. */
  readonly most: number;
  /** How many failures and gaps are kept. */
  readonly mostTroubles: number;

  constructor(most = 200, mostTroubles = 50) {
    this.most = most;
    this.mostTroubles = mostTroubles;
    this.#notifications = new Ring(most);
    this.#troubles = new Ring(mostTroubles);
  }

  add(event: RecentEvent): void {
    const ring = event.kind === 'notification' ? this.#notifications : this.#troubles;
    ring.add({ event, place: this.count });
    this.count += 1;
    for (const listener of this.#listeners) listener(event);
  }

  /** Calls the listener for each, in the turn in which it comes. @returns a function that ends that */
  listen(listener: (event: RecentEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  newestFirst(): RecentEvent[] {
    const all = [...this.#notifications.entries(), ...this.#troubles.entries()];
    return all.sort((one, other) => other.place - one.place).map(({ event }) => event);
  }
}
