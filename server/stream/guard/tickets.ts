import { randomBytes } from 'node:crypto';
import { PeerError } from '../problem.ts';
import type { Rights } from './rights.ts';
import { digestOf } from './secret.ts';

/** Milliseconds that a ticket is valid. A page uses it at once, so this is ample. */
export const usualLifetime = 30_000;
/** Unused tickets at a time; these are a few megabytes. */
const defaultMost = 10_000;

interface Ticket {
  readonly rights: Rights;
  /** Of `performance.now()`. */
  readonly ends: number;
}

/** Unused tickets. Each is valid for one request and a short time. */
export class Tickets {
  /** Keyed by hash, so that the time of a lookup reveals nothing about a ticket. */
  readonly #tickets = new Map<string, Ticket>();
  readonly #most: number;
  readonly #now: () => number;

  /** @param most unused tickets at a time @param now returns milliseconds */
  constructor(most = defaultMost, now = () => performance.now()) {
    this.#most = most;
    this.#now = now;
  }

  /** Number of valid tickets. */
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

  /** @throws PeerError `unauthorized` for one that is unknown, used or expired */
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

  /** Removes the tickets of a user. */
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

/** The ticket in a URL's query, if there is one. Not decoded, because a ticket's characters need no encoding. */
export const ticketIn = (url: string): string | undefined => /[?&]ticket=([^&]*)/.exec(url)?.[1];
