import { type After, type Draft, formatCursor, type Gap } from '../protocol.ts';
import { each, isStoredAs, type Written, writeDrafts } from './draft.ts';
import { Entry } from './entry.ts';
import { Filter } from './filter.ts';
import { keyTaken, requireDifferent } from './key.ts';
import type { Cut, EventFilter, LogWindow, Place, Reach, Run, RunLimits } from './log-window.ts';
import type { Page } from './page.ts';
import { Pages } from './pages.ts';

export interface WindowOptions {
  /**
   * Names the log in its cursors: 1 to 32 of a-z and 0-9. A reader who comes with a cursor of another name is told a gap.
   * @default drawn at random
   * @example 'orders7'
   */
  readonly epoch: string;
  /**
   * Notifications retained at most.
   * @default 10_000
   * @example 1_000
   */
  readonly maxCount: number;
  /**
   * Bytes kept for them at most, all in all; the newest notification stays whatever its size.
   * @default 67_108_864 (64 MiB)
   * @example 16 * 1_048_576
   */
  readonly maxBytes: number;
}

/**
 * The retained end of the log: pure, synchronous, bounded by count and bytes. It numbers and encodes notifications, and it decides
 * whether a cursor can be continued exactly or a gap has to be told.
 */
export class Window implements LogWindow {
  readonly epoch: string;
  /** Number of the newest notification ever appended. */
  head = 0;
  /** Number of the oldest one retained; `head + 1` when there is none. */
  oldest = 1;
  /** How many notifications the window holds when it is full, by its present experience of their size. */
  capacity: number;
  readonly #maxCount: number;
  readonly #maxBytes: number;
  readonly #pages: Pages;

  constructor(options: WindowOptions) {
    this.epoch = options.epoch;
    this.capacity = options.maxCount;
    this.#maxCount = options.maxCount;
    this.#maxBytes = options.maxBytes;
    this.#pages = new Pages(options.maxBytes);
  }

  /** Bytes kept at present, all in all. */
  get bytes(): number {
    return this.#pages.bytes;
  }

  cursor(seq: number): string {
    return formatCursor(this.epoch, seq);
  }

  /**
   * Appends all or none; those whose key is known are stored already.
   * @param now stands in for a draft without its own `at`, milliseconds since the Unix epoch
   * @returns the ids
   * @throws PeerError `bad-message`, `too-large` or `key-taken` for what cannot be stored; it names the place in the array
   */
  append(drafts: readonly Draft[], now: number): readonly string[] {
    const written = writeDrafts(drafts, now);
    const known = written.some(({ key }) => key !== undefined) ? this.#findAll(written) : undefined;
    const ids = written.map((draft, index) => known?.[index] ?? this.#store(draft));
    const mean = this.#pages.bytes / (this.head - this.oldest + 1);
    this.capacity = Math.max(1, Math.min(this.#maxCount, Math.floor(this.#maxBytes / mean)));
    return ids;
  }

  #store(draft: Written): string {
    const id = this.cursor(this.head + 1);
    this.#pages.add(this.head + 1, `{"id":"${id}",${draft.rest}`, draft);
    this.head += 1;
    this.#release();
    return id;
  }

  /** Before anything is stored: that may remove what a key belongs to. @returns the ids of those that are stored already */
  #findAll(written: readonly Written[]): readonly (string | undefined)[] {
    requireDifferent(written.map(({ key }) => key));
    return each(written, (draft) => (draft.key === undefined ? undefined : this.#find(draft, draft.key)));
  }

  #find(draft: Written, key: string): string | undefined {
    const seq = this.#pages.find(key);
    if (seq < this.oldest) return undefined;
    const id = this.cursor(seq);
    if (isStoredAs(draft, this.#pages.holding(seq).run(seq, seq).toString())) return id;
    throw keyTaken(key, id);
  }

  #release(): void {
    this.oldest = Math.max(this.oldest, this.head - this.#maxCount + 1);
    this.oldest = Math.max(this.oldest, this.#pages.release(this.oldest));
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
  read(seq: number, filter: EventFilter, limits: RunLimits): Run {
    const entries: Entry[] = [];
    const reach = this.#walk(seq, filter, limits, (page, passed) => entries.push(new Entry(passed, page, this.epoch)));
    return { entries, ...reach };
  }

  /** The same as bytes, as they lie there. */
  cut(seq: number, filter: EventFilter, limits: RunLimits): Cut {
    const parts: Buffer[] = [];
    let count = 0;
    let run: { readonly page: Page; readonly from: number; to: number } | undefined;
    const reach = this.#walk(seq, filter, limits, (page, next) => {
      count += 1;
      if (run?.page === page && run.to === next - 1) {
        run.to = next;
        return;
      }
      if (run) parts.push(run.page.run(run.from, run.to, true));
      run = { page, from: next, to: next };
    });
    if (run) parts.push(run.page.run(run.from, run.to));
    return { parts, count, ...reach };
  }

  #walk(seq: number, filter: EventFilter, { count, bytes }: RunLimits, pass: (page: Page, seq: number) => void): Reach {
    let [passed, size, next] = [0, 0, seq + 1];
    while (next <= this.head) {
      const page = this.#pages.holding(next);
      for (const { last } = page; next <= last; next += 1) {
        if (filter !== Filter.all && !filter.passes(page.event(next), page.broadcast(next))) continue;
        size += page.length(next);
        if (passed === count || (passed > 0 && size > bytes)) return { to: next - 1, more: true };
        passed += 1;
        pass(page, next);
      }
    }
    return { to: this.head, more: false };
  }
}
