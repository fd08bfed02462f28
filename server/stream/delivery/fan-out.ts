import type { NotificationLog, Stop } from '../log/notification-log.ts';

/** A reader that waits for notifications: one push connection, or one held poll. Times are those of `performance.now()`. */
export interface Follower {
  /**
   * Moves the cursor towards the head by at most one batch.
   * @returns true if it could move on in another turn
   */
  advance(now: number): boolean;
  /** Called about once a second, for heartbeats and pings. */
  sweep(now: number): void;
}

/** Milliseconds that one turn of the event loop may spend on delivery: 10,000 readers in one go would block it for 30 ms or more. A time, not a count, because the cost of a write varies. */
export const sliceTime = 4;
/** Followers between two readings of the clock. */
const lookEvery = 64;

/**
 * Moves every follower from its cursor to the head of the log. An append only marks the log as dirty. One flush per turn of the event loop then delivers a
 * whole burst with a single write per reader; under overload a turn takes longer, so the batches grow by themselves.
 */
export class FanOut {
  readonly #followers = new Set<Follower>();
  readonly #stopListening: Stop;
  readonly #sweepInterval: number;
  readonly #now: () => number;
  #pass: Iterator<Follower> | undefined;
  #dirty = false;
  #flushing: NodeJS.Immediate | undefined;
  #sweeping: NodeJS.Timeout | undefined;

  /** @param sweepInterval milliseconds between two calls of `sweep` @param now milliseconds */
  constructor(log: NotificationLog, sweepInterval: number, now = () => performance.now()) {
    this.#sweepInterval = sweepInterval;
    this.#now = now;
    this.#stopListening = log.onAppend(() => this.wake());
  }

  /** Number of followers. */
  get size(): number {
    return this.#followers.size;
  }

  /** Undone by `leave`; returning a function for it would cost 130 bytes for each follower. */
  follow(follower: Follower): void {
    this.#followers.add(follower);
    this.#sweeping ??= setInterval(() => this.#sweep(), this.#sweepInterval);
  }

  /** May be called twice. @returns whether it followed until now */
  leave(follower: Follower): boolean {
    const followed = this.#followers.delete(follower);
    if (followed && this.#followers.size === 0) this.#rest();
    return followed;
  }

  /** Schedules a flush: every follower advances at the end of this turn of the event loop. */
  wake(): void {
    if (this.#followers.size === 0) return;
    this.#dirty = true;
    this.#flushing ??= setImmediate(() => this.#flush());
  }

  close(): void {
    this.#stopListening();
    this.#followers.clear();
    this.#rest();
  }

  #flush(): void {
    this.#flushing = undefined;
    const pass = this.#pass ?? this.#begin();
    const now = this.#now();
    for (let count = 1; count % lookEvery !== 0 || this.#now() - now < sliceTime; count += 1) {
      const { value, done } = pass.next();
      if (done) {
        this.#pass = undefined;
        break;
      }
      if (value.advance(now)) this.#dirty = true;
    }
    // A follower may have left while it advanced. Without any followers there must be no further flush.
    if (this.#followers.size > 0 && (this.#pass || this.#dirty)) this.#flushing ??= setImmediate(() => this.#flush());
  }

  #begin(): Iterator<Follower> {
    this.#dirty = false;
    this.#pass = this.#followers.values();
    return this.#pass;
  }

  #sweep(): void {
    const now = this.#now();
    for (const follower of this.#followers) follower.sweep(now);
  }

  /** Stops all timers when there are no followers. */
  #rest(): void {
    clearInterval(this.#sweeping);
    clearImmediate(this.#flushing);
    this.#sweeping = undefined;
    this.#flushing = undefined;
    this.#pass = undefined;
    this.#dirty = false;
  }
}
