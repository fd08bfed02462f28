import type { Stop } from '../../../stream/log/notification-log.ts';
import { Leases } from './leases.ts';

export interface PresenceTimes {
  /** Milliseconds that somebody stays present behind his last connection: a reconnection is shorter. */
  readonly linger: number;
  /** Milliseconds after the first poll, before it is known how often he asks. */
  readonly first: number;
}

const usual: PresenceTimes = { linger: 5_000, first: 15_000 };

/** Gaps between two polls after which somebody who polls is taken for gone. */
const patience = 2.5;
/** Names at a time: whoever comes beyond that is served, and not shown. */
const mostNames = 200;

/** What is known of one name. */
interface Someone {
  /** Streams and held polls. */
  open: number;
  /** When he polled last. */
  polled?: number;
}

/**
 * Who follows the streams, by leases: whoever has a stream or a held poll is present while it is open and a little longer; whoever polls, as long as his polls come as often as they
 * came until now.
 */
export class Presence {
  readonly #leases = new Leases();
  readonly #people = new Map<string, Someone>();
  readonly #times: PresenceTimes;
  readonly #now: () => number;
  #changed: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  constructor(times: PresenceTimes = usual, now: () => number = () => performance.now()) {
    this.#times = times;
    this.#now = now;
  }

  get names(): readonly string[] {
    return this.#leases.who;
  }

  /** Until when somebody is present; infinite while he has something open, `undefined` for whoever is not here. */
  ends(who: string): number | undefined {
    return this.#leases.endOf(who);
  }

  /** Calls it whenever somebody came or went. One listens. */
  onChange(changed: () => void): Stop {
    this.#changed = changed;
    return () => {
      this.#changed = () => {};
      clearTimeout(this.#timer);
    };
  }

  /** A stream, or a poll that is held. @returns to be called when it has ended; twice is harmless */
  opened(who: string): Stop {
    const someone = this.#someone(who);
    if (!someone) return () => {};
    someone.open += 1;
    this.#renew(who, Number.POSITIVE_INFINITY);
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      someone.open -= 1;
      if (someone.open === 0) this.#leave(who);
    };
  }

  /** A poll that is answered at once. */
  polled(who: string): void {
    const someone = this.#someone(who);
    if (!someone) return;
    const now = this.#now();
    const { linger, first } = this.#times;
    const lease = someone.polled === undefined ? first : Math.max(linger, patience * (now - someone.polled));
    someone.polled = now;
    this.#renew(who, now + lease);
  }

  #someone(who: string): Someone | undefined {
    const known = this.#people.get(who);
    if (known || this.#people.size >= mostNames) return known;
    const someone = { open: 0 };
    this.#people.set(who, someone);
    return someone;
  }

  #renew(who: string, until: number): void {
    const news = this.#leases.renew(who, until);
    this.#watch();
    if (news) this.#changed();
  }

  /** An open lease has no end: it is given one. */
  #leave(who: string): void {
    this.#leases.end(who, this.#now() + this.#times.linger);
    this.#watch();
  }

  #watch(): void {
    clearTimeout(this.#timer);
    const { next } = this.#leases;
    if (next === undefined) return;
    this.#timer = setTimeout(() => this.#sweep(), Math.max(1, Math.ceil(next - this.#now())));
    // Who is gone matters only while something is served.
    this.#timer.unref();
  }

  #sweep(): void {
    const gone = this.#leases.expired(this.#now());
    for (const who of gone) this.#people.delete(who);
    this.#watch();
    if (gone.length > 0) this.#changed();
  }
}
