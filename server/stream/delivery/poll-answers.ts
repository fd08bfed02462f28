import { Filter } from '../log/filter.ts';
import type { LogWindow, Place } from '../log/log-window.ts';
import { type Gap, limits } from '../protocol.ts';
import { Memo } from './memo.ts';

/** A poll's 200, and what decides whether it is one. */
export interface PollAnswer {
  /** The body's bytes; of a small one as a string of Latin-1, whatever they mean, of a large one in parts. */
  readonly body: string | readonly Buffer[];
  /** Names and values by turns, as `writeHead` takes them: built with the body, and shared like it. */
  readonly fields: string[];
  /** There is something to tell: a notification, or a gap. */
  readonly worth: boolean;
  /** There is more to examine behind it. */
  readonly more: boolean;
  /** Notifications in it, bytes of the body, and of these the JSON of its notifications. */
  readonly count: number;
  readonly length: number;
  readonly payload: number;
  /** What its reader is told of the kind of gap, if there is one. */
  readonly gap: Gap['reason'] | undefined;
  /** The reader's new position. */
  readonly to: number;
  /** Bytes that it keeps alive; infinite for one that must not be kept. */
  readonly size: number;
  /** Bytes of it that are nobody else's: what is cut from the window is shared with it, and with all who read the same. */
  readonly own: number;
}

const runLimits = { count: limits.answerCount, bytes: limits.answerBytes };
const memoBytes = 16 * 1024 * 1024;
/**
 * Bytes up to which a body is kept as a string. Node sends head and string with one write, but head and buffer with a `writev` of two, which alone costs half as much as
 * the whole exchange: polls with 20 notifications ran at 0.55 × bare `node:http` as buffers. Above, a string is copied once more than it is worth.
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
    // A gap names the cursor that was asked for: hardly two are the same.
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
    // What passes a filter lies in small pieces, and is copied. The rest is cut from the window in microseconds; remembered it would keep pages that the window has released.
    const isCut = !isSmall && filter === Filter.all;
    return {
      body: isSmall ? textOf(head, parts, tail) : [Buffer.from(head), ...(isCut ? parts : [Buffer.concat(parts)]), Buffer.from(tail)],
      fields: ['Cache-Control', 'no-store', 'Content-Type', 'application/json', 'Content-Length', String(length)],
      worth: parts.length > 0 || place.gap !== undefined,
      more,
      count,
      length,
      // Between two of them stands a comma.
      payload: list - Math.max(0, count - 1),
      gap: place.gap?.reason,
      to,
      size: isCut ? Number.POSITIVE_INFINITY : length + 400,
      own: isCut ? 400 : length + 400,
    };
  }
}

/** Head and tail are ASCII: cursors and names of ours. */
const textOf = (head: string, parts: readonly Buffer[], tail: string): string => head + parts.map((part) => part.toString('latin1')).join('') + tail;
