import { randomBytes } from 'node:crypto';
import { PeerError } from '../problem.ts';
import type { Rights } from './rights.ts';
import { digestOf } from './secret.ts';

/** Milliseconds that a ticket is good for: from a page's question to its next line of code. */
export const usualLifetime = 30_000;
/** Tickets that wait to be used at a time: some megabytes. */
const defaultMost = 10_000;

interface Ticket {
  readonly rights: Rights;
  /** Of `performance.now()`. */
  readonly ends: number;
}

/** Tickets that were given out and not used yet. Each is good for one request, and for a short time. */
export class Tickets {
  /** By their digests: how long it takes to look one up tells nothing of a ticket. */
  readonly #tickets = new Map<string, Ticket>();
  readonly #most: number;
  readonly #now: () => number;

  /** @param most of them at a time @param now milliseconds */
  constructor(most = defaultMost, now = () => performance.now()) {
    this.#most = most;
    this.#now = now;
  }

  /** Those that could be used at present. */
  get size(): number {
    this.#forgetOld();
    return this.#tickets.size;
  }

  /**
   * @param lifetime milliseconds
   * @throws PeerError `unavailable` when too many wait to be used
   */
  give(rights: Rights, lifetime: number): string {
    if (this.#tickets.size >= this.#most) this.#forgetOld();
    if (this.#tickets.size >= this.#most) {
      throw new PeerError('unavailable', `Expected at most ${this.#most} tickets that wait to be used; got one more. Ask again later.`);
    }
    const text = randomBytes(18).toString('base64url');
    this.#tickets.set(keyOf(text), { rights, ends: this.#now() + lifetime });
    return text;
  }

  /** @throws PeerError `unauthorized` for one that is not good, or not good any more */
  use(text: string): Rights {
    const key = keyOf(text);
    const ticket = this.#tickets.get(key);
    this.#tickets.delete(key);
    if (ticket && ticket.ends > this.#now()) return ticket.rights;
    throw new PeerError(
      'unauthorized',
      'Expected a ticket that is good for one use; got one that was used, is too old or was never given. Ask for another.',
    );
  }

  /** Takes back those of somebody. */
  revoke(who: string): void {
    for (const [key, { rights }] of this.#tickets) if (rights.who === who) this.#tickets.delete(key);
  }

  clear(): void {
    this.#tickets.clear();
  }

  #forgetOld(): void {
    const now = this.#now();
    for (const [key, { ends }] of this.#tickets) if (ends <= now) this.#tickets.delete(key);
  }
}

const keyOf = (ticket: string): string => digestOf(ticket).toString('base64');

/** The ticket in a URL's query, if there is one. It is looked for among the bytes: what does not look like a ticket is none. */
export const ticketIn = (url: string): string | undefined => /[?&]ticket=([^&]*)/.exec(url)?.[1];
