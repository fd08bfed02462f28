import type { TrackRecord } from '../track/records.ts';

/**
 * Losses of one lane, from its stream's ledger and the server's gaps. Numbers that only other lanes have, or that a filter left out, do not count.
 */
export class Losses {
  readonly #delivered = new Set<number>();
  /** Numbers that were skipped, or reported in a gap: after the first, up to the second. */
  #skipped: (readonly [after: number, last: number])[] = [];

  lands(seq: number): void {
    this.#delivered.add(seq);
  }

  /** A gap without a count leads to another log, which counts from 1, so earlier numbers mean nothing there. */
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
