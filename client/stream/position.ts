import type { Notification } from '../../server/stream/protocol.ts';
import type { Gap } from './options.ts';
import { isCursor, split } from './read.ts';
import { mismatch, type StreamError } from './stream-error.ts';

/** Counts of what happened to the notifications of one stream. Missing and doubled ones are counted, not assumed to be zero. */
export interface Ledger {
  /** Handed to the listeners. */
  readonly received: number;
  /** Skipped numbers that no gap explained; `null` once a filter was in use, because a filter skips numbers too. */
  readonly missing: number | null;
  /** Delivered again; listeners did not get these. */
  readonly doubled: number;
  /** Missing at first; delivered later and handed to the listeners then. */
  readonly reordered: number;
  readonly gaps: number;
  /** HTTP requests and upgrades. */
  readonly requests: number;
}

/** How many missing numbers are remembered, in case they still come; the newest are kept. */
const mostMissing = 1_000;

/** How far the stream has been read. It compares every id with the cursor to count what is missing, doubled or reordered. */
export class Position {
  readonly counts = { received: 0, missing: 0, doubled: 0, reordered: 0, gaps: 0, requests: 0 };
  /** Whether a filter has been in use: then skipped numbers are no sign of a loss. */
  filtered = false;
  /** `undefined` until the server has said where reading starts. */
  cursor: string | undefined;
  readonly #missing = new Set<string>();
  /** Epochs of earlier logs: one for each time that the server started a new log. */
  readonly #left = new Set<string>();
  #alternates = false;
  /** Unreadable messages in a row at this cursor. */
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
   * @param taken 1 if the notification at `cursor` itself has come, 0 if not
   * @returns whether the cursor moved forward
   */
  move(cursor: string, taken = 0): boolean {
    const [epoch, to] = split(cursor);
    const [before, from] = split(this.cursor ?? cursor);
    const forward = !this.cursor || epoch !== before || to > from;
    if (epoch === before) this.#skip(epoch, from, to - taken);
    if (forward) this.#at(cursor);
    return forward;
  }

  /** @returns an error if the gap leads back to an earlier log: then two servers with logs of their own answer by turns */
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
   * Handles an unreadable message. The first time the client asks for it again. After that it skips 1, 2, 4 … numbers, because in a filtered stream or a long
   * answer the bad message need not be the next number.
   * @param id of the message, as far as it could be read
   * @returns the gap, if numbers were skipped
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

  /** Subtracts instead of counting one by one: a number far ahead would take years. @param last the last skipped number */
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
