import type { TrackRecord } from '../track/records.ts';

/** What is lost on one lane, as its stream's ledger and the server's gaps tell it: a number that another lane has delivered, or a filter left out, is in neither. */
export class Losses {
  readonly #delivered = new Set<number>();
  /** Numbers that were skipped, or told as a gap: behind the one, up to the other. */
  #skipped: (readonly [after: number, last: number])[] = [];

  lands(seq: number): void {
    this.#delivered.add(seq);
  }

  /** A gap without a count leads to another log, which counts from 1: the numbers of the one before say nothing there. */
  skips({ kind, seq, count }: TrackRecord): void {
    if (count > 0) {
      this.#skipped.push([seq - count, seq]);
    } else if (kind === 'gap') {
      this.#delivered.clear();
      this.#skipped = [];
    }
  }

  has(seq: number): boolean {
    return !this.#delivered.has(seq) && this.#skipped.some(([after, last]) => seq > after && seq <= last);
  }
}
