import { type After, type Draft, formatCursor, type Gap, parseCursor } from '../protocol.ts';
import { each, isStoredAs, type Written, writeDrafts } from './draft.ts';
import { Entry } from './entry.ts';
import { Epochs } from './epochs.ts';
import { Filter } from './filter.ts';
import { keyTaken, requireDifferent } from './key.ts';
import type { Cut, EventFilter, LogWindow, Place, Reach, Run, RunLimits } from './log-window.ts';
import type { Page } from './page.ts';
import { Pages } from './pages.ts';
import { Slices } from './slices.ts';
import type { WindowOptions } from './window-options.ts';

/** The newest notifications, in memory, limited by count and bytes; no I/O. It numbers and encodes them, and finds where a reader goes on, with a gap if notifications are lost. */
export class Window implements LogWindow {
  /** Number of the newest notification ever appended. */
  head = 0;
  /** Number of the oldest one retained; `head + 1` when there is none. */
  oldest = 1;
  /** How many notifications the full window would hold, estimated from their average size. */
  capacity: number;
  readonly #maxCount: number;
  readonly #maxBytes: number;
  readonly #epochs: Epochs;
  /** Positions, ascending, at which an epoch begins and before which notifications may be lost. */
  #breaks: readonly number[] = [];
  #pages: Pages;

  /** @param behind the number after which it begins; larger than 0 if an engine has already deleted older notifications */
  constructor(options: WindowOptions, behind = 0) {
    this.#epochs = new Epochs(options.epoch, behind);
    this.head = behind;
    this.oldest = behind + 1;
    this.capacity = options.maxCount;
    this.#maxCount = options.maxCount;
    this.#maxBytes = options.maxBytes;
    this.#pages = new Pages(options.maxBytes);
  }

  /** Bytes of memory in use. */
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
   * Appends all drafts or none. A draft whose key is known is not stored again.
   * @param now the time of drafts without their own `at`, in milliseconds since the Unix epoch
   * @returns the ids
   * @throws PeerError `bad-message`, `too-large` or `key-taken`; it names the place in the array
   */
  append(drafts: readonly Draft[], now: number): readonly string[] {
    const written = writeDrafts(drafts, now);
    const known = written.some(({ key }) => key !== undefined) ? this.#findAll(written) : undefined;
    const ids = written.map((draft, index) => known?.[index] ?? this.#store(draft));
    this.#weigh();
    return ids;
  }

  /** Adds the next notification, which an engine has stored and checked. */
  receive({ event, broadcast, rest }: Pick<Written, 'event' | 'broadcast' | 'rest'>): void {
    this.#store({ event, broadcast, rest, key: undefined });
    this.#weigh();
  }

  /**
   * Begins another epoch. Its beginning takes one position without a notification, so that readers at the head notice it.
   * @param isBreak whether acknowledged notifications before it may be lost; readers that cross it get a gap. @default false
   */
  begin(epoch: string, isBreak = false): void {
    this.head += 1;
    this.#pages.skip(this.head);
    this.#epochs.begin(epoch, this.head);
    if (isBreak) this.#breaks = [...this.#breaks.filter((position) => position >= this.oldest), this.head];
    this.#release();
  }

  /** Drops everything and begins again after `<epoch>-<seq>`. Readers go on from their cursors, exactly or with a gap, when the next notification comes. */
  replace(epoch: string, seq: number): void {
    this.#pages = new Pages(this.#maxBytes);
    this.#breaks = [];
    this.head += 1;
    this.oldest = this.head + 1;
    this.#epochs.replace(epoch, seq, this.head);
  }

  /** Estimates the capacity from the average size of the notifications. */
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

  /** Looks up all keys first, because storing a draft may remove the notification of another key. @returns the ids of those that are stored already */
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

  /** The place for a reader that connects with `after`, with a gap if notifications after that cursor are lost. */
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

  /** The gap for a reader that has reached a beginning before which notifications may be lost. */
  #breakBehind(seq: number): Place | undefined {
    if (!this.#breaks.includes(seq + 1)) return undefined;
    return { seq: seq + 1, gap: { from: this.cursor(seq), to: this.cursor(seq + 1), reason: 'epoch' } };
  }

  /** The place for a connected reader that has examined everything up to `seq`. */
  resume(seq: number): Place {
    const beginning = this.oldest - 1;
    if (seq >= beginning) return this.#breakBehind(seq) ?? { seq };
    if (this.#epochs.isPast(seq)) return this.#placeAgain(seq);
    return { seq: beginning, gap: { from: this.cursor(seq), to: this.cursor(beginning), reason: 'slow' } };
  }

  /** The part that this reader was in has been replaced: treat it as if it had reconnected with its cursor. */
  #placeAgain(seq: number): Place {
    const place = this.place(parseCursor(this.cursor(seq)));
    return place.gap?.reason === 'expired' ? { seq: place.seq, gap: { ...place.gap, reason: 'slow' } } : place;
  }

  /**
   * Returns the notifications after `seq` that pass the filter, up to the head or a limit, but always at least one.
   * @param seq at least `oldest - 1`; call `place` or `resume` first
   */
  read(seq: number, filter: EventFilter, limits: RunLimits): Run {
    const entries: Entry[] = [];
    const reach = this.#walk(seq, filter, limits, (page, passed) => entries.push(new Entry(passed, page, this.#epochs)));
    return { entries, ...reach };
  }

  /** Like `read`, as slices of the pages. */
  cut(seq: number, filter: EventFilter, limits: RunLimits): Cut {
    const slices = new Slices();
    const reach = this.#walk(seq, filter, limits, (page, next) => slices.add(page, next));
    return { parts: slices.end(), count: slices.count, ...reach };
  }

  #walk(seq: number, filter: EventFilter, { count, bytes }: RunLimits, pass: (page: Page, seq: number) => void): Reach {
    let [passed, size, next] = [0, 0, seq + 1];
    // Stop at a break, because the reader must get a gap there.
    const end = this.#breaks.find((position) => position > seq) ?? this.head + 1;
    while (next < end) {
      const page = this.#pages.holding(next);
      for (const last = Math.min(page.last, end - 1); next <= last; next += 1) {
        if (filter !== Filter.all && !filter.passes(page.event(next), page.broadcast(next))) continue;
        const length = page.length(next);
        // The beginning of an epoch has no notification.
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
