import type { Filter } from '../log/filter.ts';
import type { Place, Run, Window } from '../log/window.ts';
import { limits } from '../protocol.ts';
import { Memo } from './memo.ts';

/** The body of a poll's 200, and what decides whether it is one. */
export interface PollAnswer {
  readonly body: Buffer;
  /** There is something to tell: a notification, or a gap. */
  readonly worth: boolean;
  /** The reader's new position. */
  readonly to: number;
  readonly size: number;
}

const runLimits = { count: limits.answerCount, bytes: limits.answerBytes };
const memoBytes = 16 * 1024 * 1024;
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
    const run = this.#window.read(place.seq, filter, runLimits);
    const body = this.#encode(place, run);
    return { body, worth: run.entries.length > 0 || place.gap !== undefined, to: run.to, size: body.byteLength + 200 };
  }

  /** The JSON of an `Answer`, joined from the notifications' own bytes. */
  #encode(place: Place, run: Run): Buffer {
    const list = run.entries.flatMap(({ json }, index) => (index === 0 ? [json] : [comma, json]));
    const gap = place.gap ? `,"gap":${JSON.stringify(place.gap)}` : '';
    const head = Buffer.from(`{"cursor":"${this.#window.cursor(run.to)}","notifications":[`);
    return Buffer.concat([head, ...list, Buffer.from(`]${gap}${run.more ? ',"more":true' : ''}}`)]);
  }
}
