import type { Stop } from '../log/notification-log.ts';

/** Milliseconds that `setTimeout` takes at most; more would be one millisecond. */
const longest = 2 ** 31 - 1;

const nothing: Stop = () => {};

/** What was opened with rights that may end before it does: streams and held polls. */
export class OpenStreams {
  readonly #byWho = new Map<string, Set<() => void>>();

  /**
   * @param until milliseconds since the Unix epoch
   * @param end is called once when the rights end; whoever is ended stops following by himself
   * @returns what stops following
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

  /** How many somebody has open. */
  count(who: string): number {
    return this.#byWho.get(who)?.size ?? 0;
  }

  /** @returns how many were ended */
  revoke(who: string): number {
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

/** By the system's clock, which says when a token ends; a wait that is too long for a timer is made of several. */
function endAt(until: number, end: () => void): Stop {
  let waiting: NodeJS.Timeout;
  const wait = () => {
    const left = until - Date.now();
    waiting = left > 0 ? setTimeout(wait, Math.min(left, longest)) : setTimeout(end, 0);
  };
  wait();
  return () => clearTimeout(waiting);
}
