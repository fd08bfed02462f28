import type { NotificationLog, Stop } from '../log/notification-log.ts';
import { FollowerList, type Listed } from './follower-list.ts';

/** A reader that is to be moved: one push connection, or one held poll. Times are those of `performance.now()`. */
export interface Follower extends Listed<Follower> {
  /**
   * Moves the cursor towards the head by at most one batch.
   * @returns true if it could move on in another turn
   */
  advance(now: number): boolean;
  /** Called about once a second, for what happens by the clock: heartbeats and pings. */
  sweep(now: number): void;
}

/** Milliseconds of a slice: a flush of 10,000 in one go would keep the loop from everything else for 30 ms and more. By time, because a write costs what the kernel makes of it. */
export const sliceTime = 4;
/** Followers between two looks at the clock. */
const lookEvery = 64;

/**
 * Moves every follower from its cursor to the head. Appends only mark the log dirty; one flush per turn of the event loop then
 * serves a whole burst with a single write per reader, and under overload the batches grow by themselves.
 */
export class FanOut {
  readonly #followers = new FollowerList<Follower>();
  readonly #stopListening: Stop;
  readonly #sweepInterval: number;
  readonly #now: () => number;
  #dirty = false;
  #flushing: NodeJS.Immediate | undefined;
  #sweeping: NodeJS.Timeout | undefined;

  /** @param sweepInterval milliseconds between two calls of `sweep` @param now milliseconds */
  constructor(log: NotificationLog, sweepInterval: number, now = () => performance.now()) {
    this.#sweepInterval = sweepInterval;
    this.#now = now;
    this.#stopListening = log.onAppend(() => this.wake());
  }

  /** Followers at present. */
  get size(): number {
    return this.#followers.size;
  }

  /** Those that follow at present. */
  get followers(): readonly Follower[] {
    return this.#followers.all();
  }

  /** `leave` ends it. A function that does would weigh 130 bytes for each follower. */
  follow(follower: Follower): void {
    this.#followers.add(follower);
    this.#sweeping ??= setInterval(() => this.#sweep(), this.#sweepInterval);
  }

  /** Calling it twice is harmless. @returns whether it followed until now */
  leave(follower: Follower): boolean {
    const followed = this.#followers.delete(follower);
    if (followed && this.#followers.size === 0) this.#rest();
    return followed;
  }

  /** Has every follower advanced in this turn of the event loop. */
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

  /** Nobody follows: no timer may be left over. */
  #rest(): void {
    clearInterval(this.#sweeping);
    clearImmediate(this.#flushing);
    this.#sweeping = undefined;
    this.#flushing = undefined;
    this.#followers.clear();
    this.#dirty = false;
  }
}
