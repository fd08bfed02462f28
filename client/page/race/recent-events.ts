import type { Failure, Gap, Notification, TransportName } from '../../stream/index.ts';

/** What came, or what kept it from coming. */
export type EventContent =
  | { readonly kind: 'notification'; readonly notification: Notification }
  | { readonly kind: 'gap'; readonly gap: Gap }
  | { readonly kind: 'failure'; readonly failure: Failure };

/** When, on the server's clock, and over which lane. */
export type RecentEvent = EventContent & { readonly lane: TransportName; readonly at: number };

/** The last ones: each costs an array entry. */
export class RecentEvents {
  readonly #ring: RecentEvent[] = [];
  readonly #listeners = new Set<(event: RecentEvent) => void>();
  /** How many there ever were. */
  count = 0;
  /** How many are kept. */
  readonly most: number;

  constructor(most = 200) {
    this.most = most;
  }

  add(event: RecentEvent): void {
    this.#ring[this.count % this.most] = event;
    this.count += 1;
    for (const listener of this.#listeners) listener(event);
  }

  /** Tells of each from now on, in the turn in which it comes. @returns ends that */
  listen(listener: (event: RecentEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  newestFirst(): RecentEvent[] {
    const next = this.count % this.most;
    return [...this.#ring.slice(next), ...this.#ring.slice(0, next)].reverse();
  }
}
