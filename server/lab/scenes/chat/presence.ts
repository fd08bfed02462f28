import type { Stop } from '../../../stream/log/notification-log.ts';
import { Leases } from './leases.ts';

export interface PresenceTimes {
  /** Milliseconds that a name stays present after its last connection; longer than a reconnection takes. */
  readonly linger: number;
  /** Milliseconds of presence after the first poll, when the poll interval is not known yet. */
  readonly first: number;
}

const usual: PresenceTimes = { linger: 5_000, first: 15_000 };

/** A poller counts as gone after this many of its poll intervals. */
const patience = 2.5;
/** The most names at a time; further readers are served but not shown. */
const mostNames = 200;

/** The state of one name. */
interface Someone {
  /** Streams and held polls. */
  open: number;
  /** The time of the last poll. */
  polled?: number;
}

/**
 * Tracks who reads the streams. A name with a stream or a held poll is present while it is open and a little longer; a name that polls, as long as its polls come as often as they
 * came before.
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

  /** Until when a name is present; infinite while it has something open, `undefined` if it is not present. */
  ends(who: string): number | undefined {
    return this.#leases.endOf(who);
  }

  /** Calls `changed` whenever a name comes or goes. There is one listener. */
  onChange(changed: () => void): Stop {
    this.#changed = changed;
    return () => {
      this.#changed = () => {};
      clearTimeout(this.#timer);
    };
  }

  /** A stream or a held poll began. @returns a function to call when it has ended; may be called twice */
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

  /** Gives an open lease an end. */
  #leave(who: string): void {
    this.#leases.end(who, this.#now() + this.#times.linger);
    this.#watch();
  }

  #watch(): void {
    clearTimeout(this.#timer);
    const { next } = this.#leases;
    if (next === undefined) return;
    this.#timer = setTimeout(() => this.#sweep(), Math.max(1, Math.ceil(next - this.#now())));
    // Unreferenced: presence must not keep the process alive.
    this.#timer.unref();
  }

  #sweep(): void {
    const gone = this.#leases.expired(this.#now());
    for (const who of gone) this.#people.delete(who);
    this.#watch();
    if (gone.length > 0) this.#changed();
  }
}
