import { type Cursor, formatCursor } from '../protocol.ts';

/** Positions under one epoch: the first of them is the cursor `<epoch>-<first>`. */
interface Span {
  readonly epoch: string;
  readonly start: number;
  readonly first: number;
}

/** Where a cursor leads, and why that is not exactly where it says. */
export interface Sought {
  readonly position: number;
  readonly reason?: 'epoch' | 'ahead';
}

/** Spans that are remembered of what was replaced. A connected reader needs the last one or two. */
const mostPast = 64;

/**
 * The positions of a window, which only ever grow, and their cursors. A log that lost nothing has one epoch, and its positions are the numbers of its notifications. One that
 * lost what it had acknowledged goes on under another epoch, and counts from 0 again.
 */
export class Epochs {
  readonly #spans: Span[];
  #last: Span;
  /** Index of the first span that the window has now. What those before it stood for was replaced. */
  #present = 0;

  /** @param seq the position that the window begins behind, and the number of its cursor */
  constructor(epoch: string, seq = 0) {
    this.#last = { epoch, start: seq, first: seq };
    this.#spans = [this.#last];
  }

  /** The newest. */
  get epoch(): string {
    return this.#last.epoch;
  }

  cursor(position: number): string {
    const span = position >= this.#last.start ? this.#last : this.#spanOf(position);
    return formatCursor(span.epoch, Math.max(0, span.first + position - span.start));
  }

  /** What comes behind `position` is of another epoch, and counts from 1. The position itself is `<epoch>-0`: another name for where the epoch before it ends. */
  begin(epoch: string, position: number): void {
    this.#add({ epoch, start: position, first: 0 });
  }

  /** All that the window has comes behind `<epoch>-<first>`, which is at `position`. Positions before that keep their cursors. */
  replace(epoch: string, first: number, position: number): void {
    this.#spans.splice(0, Math.max(0, this.#spans.length - mostPast));
    this.#present = this.#add({ epoch, start: position, first });
  }

  /** Whether the position is one of what was replaced since. */
  isPast(position: number): boolean {
    return position < (this.#spans[this.#present]?.start ?? 0);
  }

  /**
   * Where a cursor leads now. One of an epoch that has ended goes on exactly up to its end; what it read behind that was lost.
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

  /** @returns its index */
  #add(span: Span): number {
    this.#last = span;
    return this.#spans.push(span) - 1;
  }

  #spanOf(position: number): Span {
    return this.#spans.findLast(({ start }) => start <= position) ?? this.#spans[0] ?? this.#last;
  }
}
