import { Filter } from '../log/filter.ts';
import type { LogWindow, Place } from '../log/log-window.ts';
import { type Gap, limits } from '../protocol.ts';
import { Memo } from './memo.ts';

/** The 200 that answers a poll. */
export interface PollAnswer {
  /** A small body is a Latin-1 string, one character per byte of its UTF-8; a large one is a list of buffers. */
  readonly body: string | readonly Buffer[];
  /** Header names and values by turns, as `writeHead` takes them; shared like the body. */
  readonly fields: string[];
  /** Whether it holds a notification or a gap. Otherwise the answer is 204, or the poll is held. */
  readonly worth: boolean;
  /** Whether there is more to examine after it. */
  readonly more: boolean;
  /** Number of notifications. */
  readonly count: number;
  /** Bytes of the body. */
  readonly length: number;
  /** Bytes of the notifications' JSON in it. */
  readonly payload: number;
  readonly gap: Gap['reason'] | undefined;
  /** The reader's new position. */
  readonly to: number;
  /** Bytes that it keeps in memory; infinite if it must not be cached. */
  readonly size: number;
  /** Bytes that it shares with nobody: parts that were cut from the window are shared with the window. */
  readonly own: number;
}

const runLimits = { count: limits.answerCount, bytes: limits.answerBytes };
const memoBytes = 16 * 1024 * 1024;
/**
 * Bytes up to which a body is a string. Node sends the head and a string with one `write`, but the head and a buffer with a `writev`. That `writev` alone costs half as much as
 * the whole exchange: with buffers, polls of 20 notifications ran at 0.55 × bare `node:http`. Above this size the additional copy of a string costs more than it saves.
 */
const stringBytes = 16 * 1024;

/** Answers of the two polling transports: a thousand pollers at the same place share one body. */
export class PollAnswers {
  readonly #window: LogWindow;
  readonly #memo = new Memo<PollAnswer>(memoBytes);

  constructor(window: LogWindow) {
    this.#window = window;
  }

  at(place: Place, filter: Filter): PollAnswer {
    // A gap names the cursor of the request, so hardly two answers are the same.
    if (place.gap) return this.#build(place, filter);
    return this.#memo.at(place.seq, filter, this.#window.head, () => this.#build(place, filter));
  }

  #build(place: Place, filter: Filter): PollAnswer {
    const { parts, count, to, more } = this.#window.cut(place.seq, filter, runLimits);
    const head = `{"cursor":"${this.#window.cursor(to)}","notifications":[`;
    const tail = `]${place.gap ? `,"gap":${JSON.stringify(place.gap)}` : ''}${more ? ',"more":true' : ''}}`;
    const list = parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const length = head.length + list + tail.length;
    const isSmall = length <= stringBytes;
    // With a filter the notifications lie in small pieces and are copied. Without one they are slices of the window's pages, made in microseconds; caching them would keep pages in memory
    // that the window has released.
    const isCut = !isSmall && filter === Filter.all;
    return {
      body: isSmall ? textOf(head, parts, tail) : [Buffer.from(head), ...(isCut ? parts : [Buffer.concat(parts)]), Buffer.from(tail)],
      fields: ['Cache-Control', 'no-store', 'Content-Type', 'application/json', 'Content-Length', String(length)],
      worth: parts.length > 0 || place.gap !== undefined,
      more,
      count,
      length,
      // Without the commas between two notifications.
      payload: list - Math.max(0, count - 1),
      gap: place.gap?.reason,
      to,
      size: isCut ? Number.POSITIVE_INFINITY : length + 400,
      own: isCut ? 400 : length + 400,
    };
  }
}

/** Head and tail need no encoding: they hold only cursors and field names, which are ASCII. */
const textOf = (head: string, parts: readonly Buffer[], tail: string): string => head + parts.map((part) => part.toString('latin1')).join('') + tail;
