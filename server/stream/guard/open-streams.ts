import type { Stop } from '../log/notification-log.ts';
import { isRecord } from '../record.ts';
import { rightsEnded } from './rights.ts';

/** Milliseconds: the longest delay of `setTimeout`, which treats more as 1 ms. */
const longest = 2 ** 31 - 1;

const nothing: Stop = () => {};

/** Open streams and held polls whose rights may end before they do. */
export class OpenStreams {
  readonly #byWho = new Map<string, Set<() => void>>();
  /** For each request whose rights are not known yet: the users that were revoked since it came. */
  readonly #revoked = new Set<Set<string>>();

  /**
   * @param until milliseconds since the Unix epoch
   * @param end called once when the rights end; it must call the returned function
   * @returns a function that stops following
   */
  follow(who: string | undefined, until: number | undefined, end: () => void): Stop {
    if (who === undefined && until === undefined) return nothing;
    const stopWaiting = until === undefined ? nothing : endAt(until, end);
    if (who !== undefined) this.#add(who, end);
    return () => {
      stopWaiting();
      if (who !== undefined) this.#remove(who, end);
    };
  }

  /**
   * Waits for the rights of a request.
   * @throws PeerError `unauthorized` if they are those of a user that was revoked meanwhile: they may be from before
   */
  async expect<Asked>(asked: Promise<Asked>): Promise<Asked> {
    const revoked = new Set<string>();
    this.#revoked.add(revoked);
    try {
      const rights = await asked;
      if (isRecord(rights) && typeof rights.who === 'string' && revoked.has(rights.who)) throw rightsEnded();
      return rights;
    } finally {
      this.#revoked.delete(revoked);
    }
  }

  /** How many streams this user has open. */
  count(who: string): number {
    return this.#byWho.get(who)?.size ?? 0;
  }

  /** @returns how many were ended */
  revoke(who: string): number {
    for (const revoked of this.#revoked) revoked.add(who);
    const ends = [...(this.#byWho.get(who) ?? [])];
    for (const end of ends) end();
    return ends.length;
  }

  #add(who: string, end: () => void): void {
    const ends = this.#byWho.get(who);
    if (ends) ends.add(end);
    else this.#byWho.set(who, new Set([end]));
  }

  #remove(who: string, end: () => void): void {
    const ends = this.#byWho.get(who);
    if (ends?.delete(end) && ends.size === 0) this.#byWho.delete(who);
  }
}

/** Calls `end` at a time of the system's clock, because tokens expire by that. A wait too long for one timer uses several. */
function endAt(until: number, end: () => void): Stop {
  let waiting: NodeJS.Timeout;
  const wait = () => {
    const left = until - Date.now();
    waiting = left > 0 ? setTimeout(wait, Math.min(left, longest)) : setTimeout(end, 0);
  };
  wait();
  return () => clearTimeout(waiting);
}
