import { Filter } from '../log/filter.ts';
import type { Place, Reach, Window } from '../log/window.ts';
import { limits } from '../protocol.ts';
import { Memo } from './memo.ts';

/** A poll's 200, and what decides whether it is one. */
export interface PollAnswer {
  /** The body's bytes; of a small one as a string of Latin-1, whatever they mean, of a large one in parts. */
  readonly body: string | readonly Buffer[];
  /** Names and values by turns, as `writeHead` takes them: built with the body, and shared like it. */
  readonly fields: string[];
  /** There is something to tell: a notification, or a gap. */
  readonly worth: boolean;
  /** The reader's new position. */
  readonly to: number;
  /** Bytes that it keeps alive. */
  readonly size: number;
}

/** What passes the filter, as a list in JSON without its brackets. */
interface List extends Reach {
  readonly parts: readonly Buffer[];
  /** The parts are the window's own bytes. */
  readonly isCut: boolean;
}

const runLimits = { count: limits.answerCount, bytes: limits.answerBytes };
const memoBytes = 16 * 1024 * 1024;
/**
 * Bytes up to which a body is kept as a string. Node sends head and string with one write, but head and buffer with a `writev` of two, which alone costs half as much as
 * the whole exchange: polls with 20 notifications ran at 0.55 × bare `node:http` as buffers. Above, a string is copied once more than it is worth.
 */
const stringBytes = 16 * 1024;
const comma = Buffer.from(',');

/** Answers of the two polling transports: a thousand pollers at the same place share one body. */
export class PollAnswers {
  readonly #window: Window;
  readonly #memo = new Memo<PollAnswer>(memoBytes);

  constructor(window: Window) {
    this.#window = window;
  }

  at(place: Place, filter: Filter): PollAnswer {
    // A gap names the cursor that was asked for: hardly two are the same.
    if (place.gap) return this.#build(place, filter);
    return this.#memo.at(place.seq, filter, this.#window.head, () => this.#build(place, filter));
  }

  #build(place: Place, filter: Filter): PollAnswer {
    const { parts, isCut, to, more } = this.#list(place.seq, filter);
    const head = `{"cursor":"${this.#window.cursor(to)}","notifications":[`;
    const tail = `]${place.gap ? `,"gap":${JSON.stringify(place.gap)}` : ''}${more ? ',"more":true' : ''}}`;
    const length = parts.reduce((sum, { byteLength }) => sum + byteLength, head.length + tail.length);
    const isSmall = length <= stringBytes;
    return {
      body: isSmall ? textOf(head, parts, tail) : [Buffer.from(head), ...parts, Buffer.from(tail)],
      fields: ['Cache-Control', 'no-store', 'Content-Type', 'application/json', 'Content-Length', String(length)],
      worth: parts.length > 0 || place.gap !== undefined,
      to,
      // A large cut is not remembered: it is made again in microseconds, and would keep pages alive that the window has let go.
      size: isCut && !isSmall ? Number.POSITIVE_INFINITY : length + 400,
    };
  }

  #list(seq: number, filter: Filter): List {
    if (filter === Filter.all) return { ...this.#window.cut(seq, runLimits), isCut: true };
    const { entries, to, more } = this.#window.read(seq, filter, runLimits);
    const parts = entries.flatMap(({ json }, index) => (index === 0 ? [json] : [comma, json]));
    return { parts: parts.length > 0 ? [Buffer.concat(parts)] : [], isCut: false, to, more };
  }
}

/** Head and tail are ASCII: cursors and names of ours. */
const textOf = (head: string, parts: readonly Buffer[], tail: string): string => head + parts.map((part) => part.toString('latin1')).join('') + tail;
