import type { Notification } from '../../server/stream/protocol.ts';
import type { Gap } from './options.ts';
import { isCursor, split } from './read.ts';
import { mismatch, type StreamError } from './stream-error.ts';

/** What became of the notifications of one stream. Lost and doubled are counted, not assumed to be zero. */
export interface Ledger {
  /** Handed to the listeners. */
  readonly received: number;
  /** Numbers that were skipped and not told as a gap; `null` once a filter was in use: then numbers are skipped rightly. */
  readonly missing: number | null;
  /** Came again and were not handed on. */
  readonly doubled: number;
  /** Missing at first, came later, and were handed on then. */
  readonly reordered: number;
  readonly gaps: number;
  /** HTTP requests and upgrades. */
  readonly requests: number;
}

/** Numbers that are remembered as missing, in case they come late: the latest so many. */
const mostMissing = 1_000;

/** How far the stream has been read, and what became of it: by comparing every id with the cursor. */
export class Position {
  readonly counts = { received: 0, missing: 0, doubled: 0, reordered: 0, gaps: 0, requests: 0 };
  /** Numbers may be skipped. */
  filtered = false;
  /** `undefined` until the server has said where reading starts. */
  cursor: string | undefined;
  readonly #missing = new Set<string>();
  /** Epochs of the logs before this one: as many as the server has started anew. */
  readonly #left = new Set<string>();
  #alternates = false;
  /** Messages in a row that could not be read at this cursor. */
  #stuck = 0;

  get ledger(): Ledger {
    return { ...this.counts, missing: this.filtered ? null : this.counts.missing };
  }

  /** @returns whether the notification is new */
  take({ id }: Notification): boolean {
    const { counts } = this;
    const moves = this.move(id, 1);
    const late = !moves && this.#missing.delete(id);
    if (late) {
      counts.missing -= 1;
      counts.reordered += 1;
    }
    const fresh = moves || late;
    counts[fresh ? 'received' : 'doubled'] += 1;
    return fresh;
  }

  /**
   * @param taken how many of the numbers on the way are accounted for
   * @returns whether that is forward
   */
  move(cursor: string, taken = 0): boolean {
    const [epoch, to] = split(cursor);
    const [before, from] = split(this.cursor ?? cursor);
    const forward = !this.cursor || epoch !== before || to > from;
    if (epoch === before) this.#skip(epoch, from, to - taken);
    if (forward) this.#at(cursor);
    return forward;
  }

  /** @returns what is wrong if this leads back to a log that was left */
  gap({ from, to }: Gap): StreamError | undefined {
    const [before] = split(this.cursor ?? from);
    const [epoch] = split(to);
    this.counts.gaps += 1;
    this.#at(to);
    if (epoch === before) return undefined;
    this.#left.add(before);
    if (!this.#left.has(epoch) || this.#alternates) return undefined;
    this.#alternates = true;
    return mismatch('one log behind this address', `two by turns, ${before} and ${epoch}`, { remedy: 'Let all processes share one log.' });
  }

  /**
   * The first time it is asked for again. After that it is stepped over, further each time, because in a filtered stream or a long answer the next
   * number need not be the one.
   * @param id that the message seems to have
   */
  skipOver(id: string, from = ''): Gap | undefined {
    this.#stuck += 1;
    if (!isCursor(from) || this.#stuck < 2) return undefined;
    const [epoch, seq] = split(from);
    const [other, own] = split(id);
    const next = seq + 2 ** Math.min(this.#stuck - 2, 10);
    this.counts.gaps += 1;
    this.cursor = `${epoch}-${other === epoch && own > next ? own : next}`;
    return { from, to: this.cursor, reason: 'unreadable' };
  }

  /** By arithmetic: a number that is far ahead would be counted to for years. @param last of the numbers that were skipped */
  #skip(epoch: string, from: number, last: number): void {
    if (this.filtered || last <= from) return;
    this.counts.missing += last - from;
    for (let seq = Math.max(from, last - mostMissing) + 1; seq <= last; seq += 1) this.#missing.add(`${epoch}-${seq}`);
    for (const oldest of this.#missing) if (this.#missing.size > mostMissing) this.#missing.delete(oldest);
  }

  #at(cursor: string): void {
    this.cursor = cursor;
    this.#stuck = 0;
  }
}
