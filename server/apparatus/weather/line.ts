import type { Socket } from 'node:net';
import { type Conditions, queueLimit } from './conditions.ts';
import type { Deadlines } from './deadlines.ts';

/** Bytes under way, or what happens when they have all arrived. */
type Piece = { readonly due: number } & ({ readonly bytes: Buffer } | { readonly finish: 'end' | 'reset' });

/** Milliseconds of bandwidth that one piece takes: smaller ones are smoother, larger ones cheaper. */
const pieceTime = 20;

/** One direction of one connection: what is read from `source` is written to `target` later, in order, and bounded in memory. */
export class Line {
  readonly #source: Socket;
  readonly #target: Socket;
  readonly #deadlines: Deadlines;
  readonly #random: () => number;
  #pieces: Piece[] = [];
  #queued = 0;
  /** When the bandwidth is free again, and when the last piece is due: nothing may be due before it. */
  #freeAt = 0;
  #lastDue = 0;
  /** The deadline that is set already. */
  #armedFor = 0;
  #held = false;
  #closed = false;
  mostQueued = 0;

  constructor(source: Socket, target: Socket, deadlines: Deadlines, random: () => number) {
    this.#source = source;
    this.#target = target;
    this.#deadlines = deadlines;
    this.#random = random;
    target.on('drain', () => this.#deliver());
  }

  /** Bytes that wait here or in the target's own buffer. */
  get queued(): number {
    return this.#queued + this.#target.writableLength;
  }

  push(bytes: Buffer, conditions: Conditions): void {
    if (this.#closed) return;
    const { bandwidth } = conditions;
    const length = bandwidth > 0 ? Math.max(1, Math.floor((bandwidth * pieceTime) / 1_000)) : bytes.byteLength;
    for (let from = 0; from < bytes.byteLength; from += length) {
      const piece = bytes.subarray(from, from + length);
      this.#queued += piece.byteLength;
      this.#pieces.push({ bytes: piece, due: this.#dueTime(piece.byteLength, conditions) });
    }
    this.mostQueued = Math.max(this.mostQueued, this.queued);
    this.#deliver();
    if (this.queued > queueLimit) this.#source.pause();
  }

  /** Ends or resets the target once everything before has arrived. */
  finish(how: 'end' | 'reset', conditions: Conditions): void {
    this.#pieces.push({ finish: how, due: this.#dueTime(0, conditions) });
    this.#deliver();
  }

  /** While held nothing is delivered; the source fills the queue and is paused then. */
  hold(held: boolean): void {
    this.#held = held;
    if (!held) this.#deliver();
  }

  /** Drops what is under way and delivers nothing more. */
  close(): void {
    this.#closed = true;
    this.#pieces = [];
    this.#queued = 0;
  }

  #dueTime(length: number, { rtt, jitter, bandwidth }: Conditions): number {
    const now = performance.now();
    this.#freeAt = Math.max(this.#freeAt, now) + (bandwidth > 0 ? (length / bandwidth) * 1_000 : 0);
    this.#lastDue = Math.max(this.#lastDue, this.#freeAt + rtt / 2 + (jitter > 0 ? this.#random() * jitter : 0));
    return this.#lastDue;
  }

  #deliver(): void {
    if (this.#held || this.#closed) return;
    const now = performance.now();
    let count = 0;
    for (let piece = this.#pieces[0]; piece && piece.due <= now && !this.#target.writableNeedDrain; piece = this.#pieces[count]) {
      count += 1;
      this.#hand(piece);
    }
    if (count > 0) this.#pieces = this.#pieces.slice(count);
    const next = this.#pieces[0];
    if (next && next.due > now) this.#arm(next.due);
    if (this.queued <= queueLimit / 2 && this.#source.isPaused()) this.#source.resume();
  }

  #arm(due: number): void {
    if (this.#armedFor === due) return;
    this.#armedFor = due;
    this.#deadlines.at(due, () => this.#deliver());
  }

  #hand(piece: Piece): void {
    if ('bytes' in piece) {
      this.#queued -= piece.bytes.byteLength;
      if (this.#target.writable) this.#target.write(piece.bytes);
    } else if (piece.finish === 'end') {
      this.#target.end();
    } else {
      this.#target.resetAndDestroy();
    }
  }
}
