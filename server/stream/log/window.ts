import { type After, type Draft, formatCursor, type Gap, parseCursor } from '../protocol.ts';
import { each, isStoredAs, type Written, writeDrafts } from './draft.ts';
import { Entry } from './entry.ts';
import { Epochs } from './epochs.ts';
import { Filter } from './filter.ts';
import { keyTaken, requireDifferent } from './key.ts';
import type { Cut, EventFilter, LogWindow, Place, Reach, Run, RunLimits } from './log-window.ts';
import type { Page } from './page.ts';
import { Pages } from './pages.ts';
import type { WindowOptions } from './window-options.ts';

/**
 * The retained end of the log: pure, synchronous, bounded by count and bytes. It numbers and encodes notifications, and it decides
 * whether a cursor can be continued exactly or a gap has to be told.
 */
export class Window implements LogWindow {
  /** Number of the newest notification ever appended. */
  head = 0;
  /** Number of the oldest one retained; `head + 1` when there is none. */
  oldest = 1;
  /** How many notifications the window holds when it is full, by its present experience of their size. */
  capacity: number;
  readonly #maxCount: number;
  readonly #maxBytes: number;
  readonly #epochs: Epochs;
  /** Positions where an epoch begins before which something may be lost, ascending. */
  #breaks: readonly number[] = [];
  #pages: Pages;

  /** @param behind the number of the cursor that it begins behind: what an engine has trimmed already */
  constructor(options: WindowOptions, behind = 0) {
    this.#epochs = new Epochs(options.epoch, behind);
    this.head = behind;
    this.oldest = behind + 1;
    this.capacity = options.maxCount;
    this.#maxCount = options.maxCount;
    this.#maxBytes = options.maxBytes;
    this.#pages = new Pages(options.maxBytes);
  }

  /** Bytes kept at present, all in all. */
  get bytes(): number {
    return this.#pages.bytes;
  }

  get epoch(): string {
    return this.#epochs.epoch;
  }

  cursor(seq: number): string {
    return this.#epochs.cursor(seq);
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
    this.#weigh();
    return ids;
  }

  /** What an engine has stored as the next one. */
  receive({ event, broadcast, rest }: Pick<Written, 'event' | 'broadcast' | 'rest'>): void {
    this.#store({ event, broadcast, rest, key: undefined });
    this.#weigh();
  }

  /**
   * What follows is of another epoch. Where that begins takes a place, at which nobody gets anything: so every reader learns of it.
   * @param isBreak between the two something that was acknowledged may be lost: whoever goes from one to the other is told a gap. @default false
   */
  begin(epoch: string, isBreak = false): void {
    this.head += 1;
    this.#pages.add(this.head, '', nothing);
    this.#epochs.begin(epoch, this.head);
    if (isBreak) this.#breaks = [...this.#breaks.filter((position) => position >= this.oldest), this.head];
    this.#release();
  }

  /** Gives back all that is retained, and begins behind `<epoch>-<seq>`. Readers go on from their cursors, exactly or with a gap, once something is received. */
  replace(epoch: string, seq: number): void {
    this.#pages = new Pages(this.#maxBytes);
    this.#breaks = [];
    this.head += 1;
    this.oldest = this.head + 1;
    this.#epochs.replace(epoch, seq, this.head);
  }

  /** How many notifications it would hold if they were all like these. */
  #weigh(): void {
    const mean = this.#pages.bytes / (this.head - this.oldest + 1);
    this.capacity = Math.max(1, Math.min(this.#maxCount, Math.floor(this.#maxBytes / mean)));
  }

  #store(draft: Omit<Written, 'timed'>): string {
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
    const found = this.#epochs.seek(after, this.head);
    if (!found) return gap(beginning, 'epoch');
    if (found.reason) return gap(Math.max(beginning, found.position), found.reason);
    if (found.position < beginning) return gap(beginning, 'expired');
    return this.#breakBehind(found.position) ?? { seq: found.position };
  }

  /** What a reader is told who has come to where something may be lost. */
  #breakBehind(seq: number): Place | undefined {
    if (!this.#breaks.includes(seq + 1)) return undefined;
    return { seq: seq + 1, gap: { from: this.cursor(seq), to: this.cursor(seq + 1), reason: 'epoch' } };
  }

  /** Where a connected reader goes on who has examined everything up to `seq`. */
  resume(seq: number): Place {
    const beginning = this.oldest - 1;
    if (seq >= beginning) return this.#breakBehind(seq) ?? { seq };
    if (this.#epochs.isPast(seq)) return this.#placeAgain(seq);
    return { seq: beginning, gap: { from: this.cursor(seq), to: this.cursor(beginning), reason: 'slow' } };
  }

  /** What he has read was replaced: he goes on as if he came back with his cursor. */
  #placeAgain(seq: number): Place {
    const place = this.place(parseCursor(this.cursor(seq)));
    return place.gap?.reason === 'expired' ? { seq: place.seq, gap: { ...place.gap, reason: 'slow' } } : place;
  }

  /**
   * What a filter passes from right behind `seq`, up to the head or a limit. One notification is always within the limit.
   * @param seq not before `oldest - 1`: ask `place` or `resume` first
   */
  read(seq: number, filter: EventFilter, limits: RunLimits): Run {
    const entries: Entry[] = [];
    const reach = this.#walk(seq, filter, limits, (page, passed) => entries.push(new Entry(passed, page, this.#epochs)));
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
    // Nobody reads over a break: he has to be told of it in between.
    const end = this.#breaks.find((position) => position > seq) ?? this.head + 1;
    while (next < end) {
      const page = this.#pages.holding(next);
      for (const last = Math.min(page.last, end - 1); next <= last; next += 1) {
        if (filter !== Filter.all && !filter.passes(page.event(next), page.broadcast(next))) continue;
        const length = page.length(next);
        // The beginning of an epoch.
        if (length === 0) continue;
        size += length;
        if (passed === count || (passed > 0 && size > bytes)) return { to: next - 1, more: true };
        passed += 1;
        pass(page, next);
      }
    }
    return { to: end - 1, more: end <= this.head };
  }
}

/** What stands where an epoch begins. */
const nothing = { event: '', broadcast: false, key: undefined };
