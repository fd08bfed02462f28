import type { Filter } from '../log/filter.ts';
import type { LogWindow, Place } from '../log/log-window.ts';
import type { CloseReason, Meter } from '../observe/observer.ts';
import type { Batches } from './batch.ts';
import type { FanOut, Follower } from './fan-out.ts';
import type { Framing } from './framing.ts';
import type { Recipient, StallWatch } from './stall-watch.ts';

/** One push connection, as delivery sees it. */
export interface Line extends Recipient {
  /** @returns false if bytes wait in memory; the connection calls `Reader.drained` when they are gone */
  write(bytes: Buffer): boolean;
  /** Called about once a second. */
  sweep?(now: number): void;
}

export interface PushDelivery {
  readonly window: LogWindow;
  readonly fanOut: FanOut;
  readonly batches: Batches;
  readonly framing: Framing;
  /** Milliseconds of silence before a heartbeat; 0 is never. */
  readonly heartbeat: number;
  readonly stalls: StallWatch;
  /** Absent if nobody observes. */
  readonly meter?: Meter | undefined;
}

/**
 * A reader of a push transport. The server keeps a cursor for it and no queue. This is also the backpressure: while the socket does not drain, the cursor
 * stands still. Afterwards the reader gets the notifications from the log, or a gap if the log no longer has them.
 */
export class Reader implements Follower {
  filter: Filter;
  before: Follower | undefined;
  behind: Follower | undefined;
  readonly #delivery: PushDelivery;
  readonly #line: Line;
  /** The last notification examined for this reader. */
  #seq: number;
  /** The last position that was sent to this reader. */
  #told: number;
  #wroteAt: number;
  #waiting = false;

  /** Sends a hello, and a gap if there is one, and follows the log from there. */
  constructor(delivery: PushDelivery, line: Line, place: Place, filter: Filter) {
    this.#delivery = delivery;
    this.#line = line;
    this.filter = filter;
    this.#seq = place.seq;
    this.#told = place.seq;
    this.#wroteAt = performance.now();
    const { framing, window, heartbeat, fanOut, meter } = delivery;
    meter?.opened();
    if (place.gap) meter?.gap(place.gap.reason);
    const hello = framing.hello({ cursor: place.gap?.from ?? window.cursor(place.seq), heartbeat }, place.gap !== undefined);
    this.write(place.gap ? Buffer.concat([hello, framing.gap(place.gap)]) : hello);
    fanOut.follow(this);
    if (place.seq < window.head) fanOut.wake();
  }

  /** The reader's own position, as text. */
  get cursor(): string {
    return this.#delivery.window.cursor(this.#seq);
  }

  /** Whether the socket takes no more at present. */
  get waiting(): boolean {
    return this.#waiting;
  }

  /** Sends a message other than notifications. */
  write(bytes: Buffer): void {
    this.#delivery.meter?.overhead('control', bytes.byteLength);
    this.#put(bytes);
  }

  #put(bytes: Buffer): void {
    if (this.#line.write(bytes) || this.#waiting) return;
    this.#waiting = true;
    this.#delivery.stalls.follow(this.#line);
  }

  drained(): void {
    this.#waiting = false;
    this.#delivery.stalls.leave(this.#line);
    if (this.advance(performance.now())) this.#delivery.fanOut.wake();
  }

  /** Delivers everything stored so far, as far as the socket takes it, so that a new filter applies only to what comes later. */
  catchUp(): void {
    const now = performance.now();
    while (this.advance(now));
  }

  advance(now: number): boolean {
    const { window, batches, framing, meter } = this.#delivery;
    if (this.waiting || this.#seq === window.head) return false;
    const { seq, gap } = window.resume(this.#seq);
    if (gap) {
      this.write(framing.gap(gap));
      this.#told = seq;
      meter?.gap(gap.reason);
    }
    const batch = batches.at(seq, this.filter);
    this.#seq = batch.to;
    if (batch.bytes.byteLength > 0) {
      this.#put(batch.bytes);
      this.#wroteAt = now;
      this.#told = batch.last;
      meter?.delivered(batch.count, batch.bytes.byteLength, batch.payload);
    }
    if ((this.#seq - this.#told) * 10 >= window.capacity && !this.waiting) this.#beat(now);
    return batch.more && !this.waiting;
  }

  sweep(now: number): void {
    const { heartbeat } = this.#delivery;
    this.#line.sweep?.(now);
    if (!this.waiting && heartbeat > 0 && now - this.#wroteAt >= heartbeat) this.#beat(now);
  }

  /** Sends the position. It moves even while the filter passes nothing; a reader with an old position would get a gap when it reconnects. */
  #beat(now: number): void {
    this.write(this.#delivery.framing.heartbeat(this.cursor));
    this.#wroteAt = now;
    this.#told = this.#seq;
  }

  stop(reason: CloseReason): void {
    const { fanOut, stalls, meter } = this.#delivery;
    if (fanOut.leave(this)) meter?.closed(reason);
    stalls.leave(this.#line);
  }
}
