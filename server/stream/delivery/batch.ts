import type { Filter } from '../log/filter.ts';
import type { LogWindow } from '../log/log-window.ts';
import { limits } from '../protocol.ts';
import type { Framing } from './framing.ts';
import { Memo } from './memo.ts';

/** The bytes of one write: consecutive notifications of the log in a transport's framing. */
export interface Batch {
  /** Empty if the filter passed nothing. */
  readonly bytes: Buffer;
  /** Notifications in it. */
  readonly count: number;
  /** Number of the last notification in it: the place that the reader knows. */
  readonly last: number;
  /** Number of the last notification that was examined; the filter may have skipped it. */
  readonly to: number;
  /** Whether a limit cut it short: there is more to examine. */
  readonly more: boolean;
  /** Bytes of the notifications' JSON, without framing. */
  readonly payload: number;
  /** Bytes of memory that it keeps. */
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
    // `size` counts the whole ArrayBuffer, because a small Buffer is a slice of Node's pool and keeps all of it. 200 bytes are for the objects.
    const payload = entries.reduce((sum, { json }) => sum + json.byteLength, 0);
    return { bytes, count: entries.length, last: newest?.seq ?? seq, to, more, payload, size: bytes.buffer.byteLength + 200 };
  }
}
