import { Filter } from '../log/filter.ts';
import type { Stop } from '../log/notification-log.ts';
import { PeerError, quote } from '../problem.ts';
import { isRecord } from '../record.ts';
import type { OpenStreams } from './open-streams.ts';
import { type Rights, rightsEnded } from './rights.ts';

export type Charge = (bytes: number) => void;

/** What one client may do. */
export interface Grant {
  /**
   * Narrows the filter of a request to what the client may read.
   * @throws PeerError `forbidden` for an event that it may not read
   */
  filter(asked: Filter): Filter;
  /**
   * @param drafts as they came; the log checks everything else about them
   * @throws PeerError `forbidden`, with the place in the array, or `unauthorized` once the rights have ended
   */
  requirePublish(drafts: readonly unknown[]): void;
  /** Called with the bytes of each publish; absent if nobody counts them. @throws PeerError once they are too many */
  readonly charge?: Charge | undefined;
  /** Calls `end` when the rights end, unless stopped before. */
  follow(end: () => void): Stop;
}

const nothing = () => {};

/** The grant without `authorize`. */
export const everybody: Grant = { filter: (asked) => asked, requirePublish: nothing, follow: () => nothing };

/** The grant without `authorize` if clients may not publish. */
export const everybodyReads: Grant = {
  ...everybody,
  requirePublish() {
    throw new PeerError('forbidden', 'Expected only reads; this server takes no publishes. Publish in its own process.');
  },
};

/** Adds a byte counter to a grant. */
export const charged = (grant: Grant, charge: Charge): Grant => ({
  filter: (asked) => grant.filter(asked),
  requirePublish: (drafts) => grant.requirePublish(drafts),
  follow: (end) => grant.follow(end),
  charge,
});

/** The grant for the rights that `authorize` returned or a ticket holds. */
export class GrantedRights implements Grant {
  readonly #rights: Rights;
  readonly #open: OpenStreams;

  /** @throws PeerError `unauthorized` if they have ended already */
  constructor(rights: Rights, open: OpenStreams) {
    this.#rights = rights;
    this.#open = open;
    this.#requireTime();
  }

  filter(asked: Filter): Filter {
    const { read, broadcasts = true } = this.#rights;
    if (read === true) return broadcasts ? asked : Filter.of(asked.events && [...asked.events], false);
    for (const event of asked.events ?? []) {
      if (!read.includes(event)) throw forbidden('an event that you may read', quote(event), 'Leave it out, or ask with other rights.');
    }
    return Filter.of(asked.events ? [...asked.events] : read, broadcasts);
  }

  requirePublish(drafts: readonly unknown[]): void {
    this.#requireTime();
    const { publish } = this.#rights;
    if (publish === true) return;
    if (publish === false || publish.length === 0)
      throw forbidden('only reads, which is what your rights allow', 'a message', 'Ask with rights to publish.');
    for (const [index, draft] of drafts.entries()) {
      const got = refused(draft, publish);
      if (got === undefined) continue;
      const where = drafts.length > 1 ? ` as message ${index} of the array` : '';
      throw forbidden('an event that you may publish', `${got}${where}`, 'Nothing was stored; leave it out, or ask with other rights.');
    }
  }

  follow(end: () => void): Stop {
    return this.#open.follow(this.#rights.who, this.#rights.until, end);
  }

  #requireTime(): void {
    const { until } = this.#rights;
    if (until !== undefined && until <= Date.now()) throw rightsEnded();
  }
}

const forbidden = (expected: string, got: string, remedy: string) => new PeerError('forbidden', `Expected ${expected}; got ${got}. ${remedy}`);

/** @returns the part of a draft that is not allowed, for the error; a draft whose event is not a string is left for the log to refuse */
function refused(draft: unknown, allowed: readonly string[]): string | undefined {
  if (!isRecord(draft)) return undefined;
  const { type, event, broadcast } = draft;
  // A broadcast reaches readers of every event, so a list of events does not allow it.
  if (type === 'broadcast' || broadcast === true) return 'a broadcast';
  return typeof event !== 'string' || allowed.includes(event) ? undefined : quote(event);
}
