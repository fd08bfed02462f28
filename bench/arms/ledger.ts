import { parseCursor } from '../../server/stream/protocol.ts';

/** What became of a notification that a client was handed. */
export type Receipt = 'new' | 'late' | 'doubled';

/** Numbers skipped at once of which each is remembered: of more, none will come late. */
const traced = 10_000;

/** What one client received of the stream, by the numbers of the notifications alone. */
export class ClientLedger {
  delivered = 0;
  doubled = 0;
  reordered = 0;
  gaps = 0;
  /** Lost, and told so by a gap. */
  #told = 0;
  /** Lost in one leap that is longer than is traced. */
  #untraced = 0;
  #gapTold = false;
  #epoch: string | undefined;
  #seq = 0;
  /** Skipped, and perhaps still to come. */
  readonly #missing = new Set<number>();

  /** The last notification that counts as received; `undefined` before reading began. */
  get seq(): number | undefined {
    return this.#epoch === undefined ? undefined : this.#seq;
  }

  /** Where reading starts. Only the first call counts: a client that comes back has a place of its own. */
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
    // Another epoch without a gap: all before it is missed.
    if (epoch !== this.#epoch) this.#restart(epoch, 0);
    this.#skip(seq);
    this.#seq = seq;
    this.delivered += 1;
    return 'new';
  }

  /** @param to the cursor at which reading goes on */
  gap(to: string): void {
    const place = parseCursor(to);
    this.gaps += 1;
    if (!place) return;
    if (place.epoch !== this.#epoch) this.#restart(place.epoch, place.seq);
    else if (place.seq > this.#seq) this.#told += place.seq - this.#seq;
    this.#seq = place.seq;
  }

  /** A gap whose end is in numbers of the server's own: what the next notification skips was told. */
  gapTold(): void {
    this.gaps += 1;
    this.#gapTold = true;
  }

  /** Lost, and told so. */
  get told(): number {
    return this.#told;
  }

  /** Notifications up to `seq` that have not come. */
  lost(seq: number): number {
    return this.#told + this.#untraced + this.#missing.size + Math.max(0, seq - this.#seq);
  }

  /** The numbers of some that were skipped, for a report that names them. */
  get missing(): readonly number[] {
    return [...this.#missing].slice(0, 5);
  }

  /** What is skipped may still come, unless it was told to be lost, or is more than anybody keeps. */
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
