import type { NotificationLog, Stop } from '../log/notification-log.ts';
import { FollowerList, type Listed } from './follower-list.ts';
import { sweepEvery } from './sweep-every.ts';

/** A reader that waits for notifications: one push connection, or one held poll. Times are those of `performance.now()`. */
export interface Follower extends Listed<Follower> {
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
  readonly #followers = new FollowerList<Follower>();
  readonly #stopListening: Stop;
  readonly #sweepInterval: number;
  readonly #now: () => number;
  #dirty = false;
  #flushing: NodeJS.Immediate | undefined;
  #stopSweeping: Stop | undefined;

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

  /** All current followers. */
  get followers(): readonly Follower[] {
    return this.#followers.all();
  }

  follow(follower: Follower): void {
    this.#followers.add(follower);
    this.#stopSweeping ??= sweepEvery(this.#sweepInterval, () => this.#sweep());
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
    this.#rest();
  }

  #flush(): void {
    this.#flushing = undefined;
    if (!this.#followers.passing) {
      this.#dirty = false;
      this.#followers.begin();
    }
    const now = this.#now();
    for (let count = 1; count % lookEvery !== 0 || this.#now() - now < sliceTime; count += 1) {
      const follower = this.#followers.pass();
      if (!follower) break;
      if (follower.advance(now)) this.#dirty = true;
    }
    // Advancing may have been the last thing that a follower did: then this is at rest already.
    if (this.#followers.size > 0 && (this.#followers.passing || this.#dirty)) this.#flushing ??= setImmediate(() => this.#flush());
  }

  #sweep(): void {
    const now = this.#now();
    // Who is swept may end himself, and others.
    for (const follower of this.#followers.all()) if (this.#followers.has(follower)) follower.sweep(now);
  }

  /** Stops all timers when there are no followers. */
  #rest(): void {
    this.#stopSweeping?.();
    clearImmediate(this.#flushing);
    this.#stopSweeping = undefined;
    this.#flushing = undefined;
    this.#followers.clear();
    this.#dirty = false;
  }
}
