import { split } from './read.ts';

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
const memory = 1_000;

/** Keeps the books by comparing every id with the cursor that the stream holds. */
export class Bookkeeper {
  readonly #missing = new Set<string>();
  #count = { received: 0, missing: 0, doubled: 0, reordered: 0, gaps: 0, requests: 0 };
  #filtered = false;

  get ledger(): Ledger {
    return { ...this.#count, missing: this.#filtered ? null : this.#count.missing };
  }

  /** From now on numbers may be skipped. */
  filter(): void {
    this.#filtered = true;
  }

  request(): void {
    this.#count.requests += 1;
  }

  gap(): void {
    this.#count.gaps += 1;
  }

  /** @returns whether the notification is new, to be handed on and to move the cursor */
  take(id: string, cursor: string | undefined): { readonly fresh: boolean; readonly moves: boolean } {
    const moves = this.skip(id, cursor, 1);
    const late = !moves && this.#missing.delete(id);
    if (late) {
      this.#count.missing -= 1;
      this.#count.reordered += 1;
    }
    const fresh = moves || late;
    this.#count[fresh ? 'received' : 'doubled'] += 1;
    return { fresh, moves };
  }

  /**
   * The cursor is about to move to `id`.
   * @param taken how many of the numbers on the way are accounted for
   * @returns whether that is forward
   */
  skip(id: string, cursor: string | undefined, taken = 0): boolean {
    const [epoch, to] = split(id);
    const [before, from] = split(cursor ?? id);
    if (!cursor || epoch !== before) return true;
    // By arithmetic: a number that is far ahead would be counted to for years.
    const last = to - taken;
    if (!this.#filtered && last > from) {
      this.#count.missing += last - from;
      for (let seq = Math.max(from, last - memory) + 1; seq <= last; seq += 1) this.#missing.add(`${epoch}-${seq}`);
      for (const oldest of this.#missing) {
        if (this.#missing.size <= memory) break;
        this.#missing.delete(oldest);
      }
    }
    return to > from;
  }
}
