import type { Filter } from '../log/filter.ts';
import type { LogWindow } from '../log/log-window.ts';
import { limits } from '../protocol.ts';
import type { Framing } from './framing.ts';
import { Memo } from './memo.ts';

/** One write: a run of the log in a transport's framing. */
export interface Batch {
  /** Empty if the filter passed nothing. */
  readonly bytes: Buffer;
  /** Notifications in it. */
  readonly count: number;
  /** The last notification in it; where the reader is as far as he knows. */
  readonly last: number;
  /** The last notification examined for it. */
  readonly to: number;
  /** Cut by a limit: there is more to examine. */
  readonly more: boolean;
  /** Of its bytes the JSON of its notifications. */
  readonly payload: number;
  readonly size: number;
}

const nothing = Buffer.alloc(0);
const runLimits = { count: Number.POSITIVE_INFINITY, bytes: limits.batchBytes };
const memoBytes = 16 * 1024 * 1024;

/** Batches of one push transport, each built once and shared by all readers at the same place. */
export class Batches {
  readonly #window: LogWindow;
  readonly #framing: Framing;
  readonly #memo = new Memo<Batch>(memoBytes);

  constructor(window: LogWindow, framing: Framing) {
    this.#window = window;
    this.#framing = framing;
  }

  at(seq: number, filter: Filter): Batch {
    return this.#memo.at(seq, filter, this.#window.head, () => this.#build(seq, filter));
  }

  #build(seq: number, filter: Filter): Batch {
    const { entries, to, more } = this.#window.read(seq, filter, runLimits);
    const newest = entries.at(-1);
    const bytes = newest ? this.#framing.notifications(entries) : nothing;
    // All of the buffer that it is a slice of, or may be: small ones are slices of Node's pool. The objects weigh something even when it is empty.
    const payload = entries.reduce((sum, { json }) => sum + json.byteLength, 0);
    return { bytes, count: entries.length, last: newest?.seq ?? seq, to, more, payload, size: bytes.buffer.byteLength + 200 };
  }
}
