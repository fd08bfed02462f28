import { parseCursor } from '../../server/stream/protocol.ts';

/** How the ledger counts a notification that a client received. */
export type Receipt = 'new' | 'late' | 'doubled';

/** A skip of at most this many numbers is remembered number by number. After a longer one, nothing is expected to come late. */
const traced = 10_000;

/** What one client has received of the stream, kept as notification numbers only. */
export class ClientLedger {
  delivered = 0;
  doubled = 0;
  reordered = 0;
  gaps = 0;
  /** Lost, and reported by a gap. */
  #told = 0;
  /** Lost in one skip that is too long to remember. */
  #untraced = 0;
  #gapTold = false;
  #epoch: string | undefined;
  #seq = 0;
  /** Skipped, and possibly still on its way. */
  readonly #missing = new Set<number>();

  /** The last notification that counts as received; `undefined` before reading began. */
  get seq(): number | undefined {
    return this.#epoch === undefined ? undefined : this.#seq;
  }

  /** Sets where reading starts. Only the first call counts: a client that comes back keeps its own place. */
  begin(cursor: string): void {
    const place = parseCursor(cursor);
    if (this.#epoch !== undefined || !place) return;
    this.#epoch = place.epoch;
    this.#seq = place.seq;
  }

  take(epoch: string, seq: number): Receipt {
    this.#epoch ??= epoch;
    if (epoch === this.#epoch && seq <= this.#seq) {
      if (!this.#missing.delete(seq)) {
        this.doubled += 1;
        return 'doubled';
      }
      this.reordered += 1;
      this.delivered += 1;
      return 'late';
    }
    // Another epoch without a gap: everything before this one is missing in it.
    if (epoch !== this.#epoch) this.#restart(epoch, 0);
    this.#skip(seq);
    this.#seq = seq;
    this.delivered += 1;
    return 'new';
  }

  /** @param to the cursor at which reading continues */
  gap(to: string): void {
    const place = parseCursor(to);
    this.gaps += 1;
    if (!place) return;
    if (place.epoch !== this.#epoch) this.#restart(place.epoch, place.seq);
    else if (place.seq > this.#seq) this.#told += place.seq - this.#seq;
    this.#seq = place.seq;
  }

  /** A gap that the server does not give in these numbers: whatever the next notification skips has been reported. */
  gapTold(): void {
    this.gaps += 1;
    this.#gapTold = true;
  }

  /** Lost, and reported by a gap. */
  get told(): number {
    return this.#told;
  }

  /** Number of notifications up to `seq` that have not come. */
  lost(seq: number): number {
    return this.#told + this.#untraced + this.#missing.size + Math.max(0, seq - this.#seq);
  }

  /** Some of the missing numbers, for a report that names them. */
  get missing(): readonly number[] {
    return [...this.#missing].slice(0, 5);
  }

  /** A skipped notification may still come, unless a gap has reported it or the skip is too long to remember. */
  #skip(seq: number): void {
    const count = seq - this.#seq - 1;
    if (this.#gapTold) this.#told += count;
    else if (count > traced) this.#untraced += count;
    else for (let skipped = this.#seq + 1; skipped < seq; skipped += 1) this.#missing.add(skipped);
    this.#gapTold = false;
  }

  #restart(epoch: string, seq: number): void {
    this.#told += this.#missing.size;
    this.#missing.clear();
    this.#epoch = epoch;
    this.#seq = seq;
  }
}
