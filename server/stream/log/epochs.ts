import { type Cursor, formatCursor } from '../protocol.ts';

/** A range of positions of one epoch. The position `start` has the cursor `<epoch>-<first>`. */
interface Span {
  readonly epoch: string;
  readonly start: number;
  readonly first: number;
}

/** The position of a cursor, and the reason if it is not exactly where the cursor says. */
export interface Sought {
  readonly position: number;
  readonly reason?: 'epoch' | 'ahead';
}

/** How many replaced spans are remembered. A connected reader needs the last one or two. */
const mostPast = 64;

/**
 * Translates between positions and cursors. Positions only ever grow. In a log that has lost nothing there is one epoch, and positions are the numbers of the notifications. A log that
 * lost notifications it had acknowledged goes on under another epoch and counts from 0 again.
 */
export class Epochs {
  readonly #spans: Span[];
  #last: Span;
  /** Index of the first span that the window has now. The spans before it were replaced. */
  #present = 0;

  /** @param seq the position after which the window begins, and the number of its cursor */
  constructor(epoch: string, seq = 0) {
    this.#last = { epoch, start: seq, first: seq };
    this.#spans = [this.#last];
  }

  /** The newest epoch. */
  get epoch(): string {
    return this.#last.epoch;
  }

  cursor(position: number): string {
    const span = position >= this.#last.start ? this.#last : this.#spanOf(position);
    return formatCursor(span.epoch, Math.max(0, span.first + position - span.start));
  }

  /** Begins a new epoch after `position`; its notifications count from 1. The cursor `<epoch>-0` is a second name for the end of the epoch before. */
  begin(epoch: string, position: number): void {
    this.#add({ epoch, start: position, first: 0 });
  }

  /** Replaces the whole window: it now begins after `<epoch>-<first>`, which is at `position`. Earlier positions keep their cursors. */
  replace(epoch: string, first: number, position: number): void {
    this.#spans.splice(0, Math.max(0, this.#spans.length - mostPast));
    this.#present = this.#add({ epoch, start: position, first });
  }

  /** Whether the position belongs to a part that was replaced. */
  isPast(position: number): boolean {
    return position < (this.#spans[this.#present]?.start ?? 0);
  }

  /**
   * Finds the position of a cursor. In an epoch that has ended, a cursor is exact up to the end of that epoch; anything after it was lost.
   * @returns `undefined` for an epoch that the window does not have
   */
  seek({ epoch, seq }: Cursor, head: number): Sought | undefined {
    const index = this.#spans.findIndex((span, at) => at >= this.#present && span.epoch === epoch);
    const span = this.#spans[index];
    if (!span) return undefined;
    const position = span.start + seq - span.first;
    const next = this.#spans[index + 1];
    if (next) return position < next.start ? { position } : { position: next.start, reason: 'epoch' };
    return position <= head ? { position } : { position: head, reason: 'ahead' };
  }

  /** @returns the span's index */
  #add(span: Span): number {
    this.#last = span;
    return this.#spans.push(span) - 1;
  }

  #spanOf(position: number): Span {
    return this.#spans.findLast(({ start }) => start <= position) ?? this.#spans[0] ?? this.#last;
  }
}
