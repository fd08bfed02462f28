import { Filter } from '../log/filter.ts';
import type { Place, Run, Window } from '../log/window.ts';
import { limits } from '../protocol.ts';
import { Memo } from './memo.ts';
import { Pages } from './pages.ts';

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
  readonly size: number;
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
  readonly #pages = new Pages();

  constructor(window: Window) {
    this.#window = window;
  }

  at(place: Place, filter: Filter): PollAnswer {
    // A gap names the cursor that was asked for: hardly two are the same.
    if (place.gap) return this.#build(place, filter);
    return this.#memo.at(place.seq, filter, this.#window.head, () => this.#build(place, filter));
  }

  #build(place: Place, filter: Filter): PollAnswer {
    const run = this.#window.read(place.seq, filter, runLimits);
    const { parts, own } = this.#encode(place, run, filter);
    const length = parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const small = length <= stringBytes;
    return {
      body: small ? Buffer.concat(parts).toString('latin1') : parts,
      fields: ['Cache-Control', 'no-store', 'Content-Type', 'application/json', 'Content-Length', String(length)],
      worth: run.entries.length > 0 || place.gap !== undefined,
      to: run.to,
      // Fields, cursor, parts and a place in the memo weigh something beside the body.
      size: (small ? length : own) + 400 + 100 * parts.length,
    };
  }

  /** The JSON of an `Answer`, joined from the notifications' own bytes. */
  #encode(place: Place, run: Run, filter: Filter): { parts: readonly Buffer[]; own: number } {
    const gap = place.gap ? `,"gap":${JSON.stringify(place.gap)}` : '';
    const head = Buffer.from(`{"cursor":"${this.#window.cursor(run.to)}","notifications":[`);
    const tail = Buffer.from(`]${gap}${run.more ? ',"more":true' : ''}}`);
    if (filter === Filter.all) {
      const { parts, own } = this.#pages.join(run.entries);
      return { parts: [head, ...parts, tail], own };
    }
    const list = Buffer.concat(run.entries.flatMap(({ json }, index) => (index === 0 ? [json] : [comma, json])));
    return { parts: [head, list, tail], own: list.byteLength };
  }
}
