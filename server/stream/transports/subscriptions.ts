import type { Command } from '../command.ts';
import type { Grant } from '../guard/grant.ts';
import type { Filter } from '../log/filter.ts';
import { PeerError } from '../problem.ts';
import { limits } from '../protocol.ts';

/** The subscriptions of a WebSocket client, and the part of them that its rights allow. */
export class Subscriptions {
  readonly #grant: Grant;
  /** "All events" means all that the client may read; the first subscription narrows it. */
  #asked: Filter;

  constructor(asked: Filter, grant: Grant) {
    this.#asked = asked;
    this.#grant = grant;
  }

  /** @throws PeerError `forbidden` */
  get filter(): Filter {
    return this.#grant.filter(this.#asked);
  }

  /**
   * @returns the new filter
   * @throws PeerError `bad-filter`, `bad-message` or `forbidden`, with nothing changed
   */
  change({ type, event }: Command & { type: 'subscribe' | 'unsubscribe' }): Filter {
    const asked = type === 'subscribe' ? this.#with(event) : this.#without(event);
    const filter = this.#grant.filter(asked);
    this.#asked = asked;
    return filter;
  }

  #with(event: string): Filter {
    const wider = this.#asked.with(event);
    if (!wider.events || wider.events.size <= limits.filterLength) return wider;
    throw new PeerError('bad-filter', `Expected at most ${limits.filterLength} subscriptions; got one more. Unsubscribe from another first.`);
  }

  #without(event: string): Filter {
    if (this.#asked.events) return this.#asked.without(event);
    throw new PeerError(
      'bad-message',
      'Expected a subscription to end; got `unsubscribe` while all events are read. Subscribe to one first: that narrows it.',
    );
  }
}
