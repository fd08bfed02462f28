import { PeerError } from '../problem.ts';
import { type After, type Draft, formatCursor, type Gap, limits } from '../protocol.ts';
import type { Entry } from './entry.ts';
import type { Filter } from './filter.ts';

/** Where a reader starts, and what he has to be told about it. */
export interface Place {
  readonly seq: number;
  readonly gap?: Gap;
}

/** A run of the log as one filter sees it. */
export interface Run {
  readonly entries: readonly Entry[];
  /** The last notification examined, sent or filtered out: the reader's new position. */
  readonly to: number;
  /** Cut by a limit: there is more to examine. */
  readonly more: boolean;
}

export interface RunLimits {
  readonly count: number;
  readonly bytes: number;
}

export interface WindowOptions {
  readonly epoch: string;
  /** Notifications retained at most. */
  readonly maxCount: number;
  /** Bytes of JSON retained at most; the newest notification stays whatever its size. */
  readonly maxBytes: number;
}

/**
 * The retained end of the log: pure, synchronous, bounded by count and bytes. It numbers and encodes notifications, and it decides
 * whether a cursor can be continued exactly or a gap has to be told.
 */
export class Window {
  readonly epoch: string;
  /** Number of the newest notification ever appended. */
  head = 0;
  /** Number of the oldest one retained; `head + 1` when there is none. */
  oldest = 1;
  #bytes = 0;
  readonly #maxCount: number;
  readonly #maxBytes: number;
  /** Entry `seq` stands at `seq % maxCount`; those before `oldest` are released. */
  readonly #ring: (Entry | undefined)[] = [];

  constructor(options: WindowOptions) {
    this.epoch = options.epoch;
    this.#maxCount = options.maxCount;
    this.#maxBytes = options.maxBytes;
  }

  /** How many notifications the window holds when it is full, by its present experience of their size. */
  get capacity(): number {
    return this.oldest > 1 ? this.head - this.oldest + 1 : this.#maxCount;
  }

  cursor(seq: number): string {
    return formatCursor(this.epoch, seq);
  }

  /**
   * Appends all or none.
   * @param now stands in for a draft without its own `at`, milliseconds since the Unix epoch
   * @throws PeerError `too-large` for data over 64 KiB, `bad-message` for data that cannot be encoded
   */
  append(drafts: readonly Draft[], now: number): readonly Entry[] {
    const entries = drafts.map((draft, index) => encode(draft, this.epoch, this.head + 1 + index, now));
    for (const entry of entries) this.#retain(entry);
    return entries;
  }

  #retain(entry: Entry): void {
    this.head = entry.seq;
    this.#bytes += entry.json.byteLength;
    while (this.oldest < this.head && (this.head - this.oldest >= this.#maxCount || this.#bytes > this.#maxBytes)) this.#release();
    this.#ring[entry.seq % this.#maxCount] = entry;
  }

  #release(): void {
    const slot = this.oldest % this.#maxCount;
    this.#bytes -= this.#ring[slot]?.json.byteLength ?? 0;
    this.#ring[slot] = undefined;
    this.oldest += 1;
  }

  /** Where a reader who comes with `after` goes on, and the gap he has to be told if that is not exactly there. */
  place(after: After): Place {
    if (after === undefined || after === 'now') return { seq: this.head };
    const beginning = this.oldest - 1;
    if (after === 'earliest') return { seq: beginning };
    const gap = (seq: number, reason: Gap['reason']): Place => ({
      seq,
      gap: { from: formatCursor(after.epoch, after.seq), to: this.cursor(seq), reason },
    });
    if (after.epoch !== this.epoch) return gap(beginning, 'epoch');
    if (after.seq > this.head) return gap(this.head, 'ahead');
    if (after.seq < beginning) return gap(beginning, 'expired');
    return { seq: after.seq };
  }

  /** Where a connected reader goes on who has examined everything up to `seq`. */
  resume(seq: number): Place {
    const beginning = this.oldest - 1;
    if (seq >= beginning) return { seq };
    return { seq: beginning, gap: { from: this.cursor(seq), to: this.cursor(beginning), reason: 'slow' } };
  }

  /**
   * What a filter passes from right behind `seq`, up to the head or a limit. One notification is always within the limit.
   * @param seq not before `oldest - 1`: ask `place` or `resume` first
   */
  read(seq: number, filter: Filter, { count, bytes }: RunLimits): Run {
    const entries: Entry[] = [];
    let size = 0;
    for (let next = seq + 1; next <= this.head; next += 1) {
      const entry = this.#ring[next % this.#maxCount];
      if (!entry || !filter.passes(entry)) continue;
      size += entry.json.byteLength;
      if (entries.length === count || (entries.length > 0 && size > bytes)) return { entries, to: next - 1, more: true };
      entries.push(entry);
    }
    return { entries, to: this.head, more: false };
  }
}

function encode(draft: Draft, epoch: string, seq: number, now: number): Entry {
  const id = formatCursor(epoch, seq);
  const data = encodeData(draft);
  const tail = `${draft.broadcast ? ',"broadcast":true' : ''}${draft.via ? `,"via":${JSON.stringify(draft.via)}` : ''}}`;
  const json = Buffer.from(`{"id":"${id}","event":${JSON.stringify(draft.event)},"data":${data},"at":${draft.at ?? now}${tail}`);
  return { seq, id, event: draft.event, broadcast: draft.broadcast === true, json };
}

function encodeData(draft: Draft): string {
  let text: string;
  try {
    text = JSON.stringify(draft.data);
  } catch {
    // A RangeError: what JSON.parse reads in a loop, JSON.stringify writes by recursion.
    throw new PeerError('bad-message', 'Expected `data` that can be encoded; got one nested too deeply. Flatten it.');
  }
  const bytes = Buffer.byteLength(text);
  if (bytes <= limits.dataBytes) return text;
  throw new PeerError(
    'too-large',
    `Expected \`data\` of at most ${limits.dataBytes} bytes as JSON; got ${bytes}. Publish a link to it, or split it.`,
  );
}
