import type { Socket } from 'node:net';
import { type Conditions, queueLimit } from './conditions.ts';
import type { Deadlines } from './deadlines.ts';
import { type Pace, Pacer } from './pacer.ts';
import { Queue } from './queue.ts';

/** One direction of one connection: bytes from `source` are written to `target` later, in order, with limited memory. */
export class Line {
  readonly #source: Socket;
  readonly #target: Socket;
  readonly #deadlines: Deadlines;
  readonly #pacer: Pacer;
  readonly #queue = new Queue<Pace>();
  /** Bytes that may wait, by the latest conditions. */
  #limit = queueLimit;
  #finish: { readonly how: 'end' | 'reset'; readonly pace: Pace } | undefined;
  #finished = false;
  /** When the slice at the front is due; `undefined` if none has been cut yet. */
  #due: number | undefined;
  /** The deadline that is set. */
  #armedFor = 0;
  #held = false;
  #closed = false;
  mostQueued = 0;
  /** `performance.now()` when something last left this line. */
  movedAt = performance.now();

  constructor(source: Socket, target: Socket, deadlines: Deadlines, random: () => number) {
    this.#source = source;
    this.#target = target;
    this.#deadlines = deadlines;
    this.#pacer = new Pacer(random);
    target.on('drain', () => this.#deliver());
    target.once('finish', () => {
      this.movedAt = performance.now();
    });
  }

  /** Bytes that wait here or in the target's own buffer. */
  get queued(): number {
    return this.#queue.bytes + this.#target.writableLength;
  }

  /** How the source ended, if it did. */
  get ending(): 'end' | 'reset' | undefined {
    return this.#finish?.how;
  }

  /** Whether the source is paused until there is room. */
  get full(): boolean {
    return this.#weight > this.#limit;
  }

  /** Whether the target has received everything, the end included. */
  get delivered(): boolean {
    return this.#finished && this.#target.writableFinished;
  }

  /** @param limit bytes that may wait, this chunk included, before the source is paused */
  push(bytes: Buffer, conditions: Conditions, limit: number): void {
    if (this.#closed) return;
    const arrived = performance.now();
    if (this.#queue.bytes === 0) this.movedAt = arrived;
    this.#limit = limit;
    this.#queue.push(bytes, { conditions, arrived });
    this.mostQueued = Math.max(this.mostQueued, this.queued);
    this.#deliver();
    if (this.full) this.#source.pause();
  }

  /** Ends or resets the target when everything before has arrived. A reset may follow an end, but nothing follows a reset. */
  finish(how: 'end' | 'reset', conditions: Conditions): void {
    if (this.#finish && how === 'end') return;
    this.movedAt = performance.now();
    this.#finish = { how, pace: { conditions, arrived: this.movedAt } };
    this.#finished = false;
    this.#deliver();
  }

  /** While held, nothing is delivered; the source fills the queue and is then paused. */
  hold(held: boolean): void {
    this.#held = held;
    if (!held) this.#deliver();
  }

  /** Drops waiting bytes and delivers nothing more. */
  close(): void {
    this.#closed = true;
    this.#queue.clear();
  }

  /** Memory of the waiting bytes with the cost per chunk, so that a peer that sends single bytes cannot fill the memory uncounted. */
  get #weight(): number {
    return this.#queue.weight + this.#target.writableLength;
  }

  #deliver(): void {
    if (this.#held || this.#closed || this.#finished) return;
    const now = performance.now();
    while (!this.#target.writableNeedDrain && this.#nextDue() <= now) this.#hand(now);
    if (!this.#target.writableNeedDrain && this.#due !== undefined && !this.#finished) this.#arm(this.#due);
    if (this.#weight <= this.#limit / 2 && this.#source.isPaused()) this.#source.resume();
  }

  /** Cuts slices only at the front: on a slow line, 1 MiB of waiting bytes could otherwise become a million objects. */
  #nextDue(): number {
    const { front } = this.#queue;
    if (front) this.#due ??= this.#pacer.due(this.#pacer.slice(front.left, front.tag), front.tag);
    else if (this.#finish && !this.#finished) this.#due ??= this.#pacer.due(0, this.#finish.pace);
    return this.#due ?? Number.POSITIVE_INFINITY;
  }

  #hand(now: number): void {
    this.#due = undefined;
    this.movedAt = now;
    const { front } = this.#queue;
    if (!front) this.#pass();
    else if (this.#target.writable) this.#target.write(this.#queue.take(this.#pacer.slice(front.left, front.tag)));
    else this.#queue.take(front.left);
  }

  #pass(): void {
    this.#finished = true;
    if (this.#finish?.how === 'reset') this.#target.resetAndDestroy();
    else this.#target.end();
  }

  #arm(due: number): void {
    if (this.#armedFor === due) return;
    this.#armedFor = due;
    this.#deadlines.at(due, () => this.#deliver());
  }
}
