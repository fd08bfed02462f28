import { monotonic } from '../processes/clock.ts';
import type { ClientLedger } from './ledger.ts';
import type { Meter } from './meter.ts';

/** Reads the lab's messages for one client: keeps its cursor, and counts exchanges for the model. */
export class NotificationReader {
  cursor: string | undefined;
  readonly #ledger: ClientLedger;
  readonly #meter: Meter;

  constructor(ledger: ClientLedger, meter: Meter, after: string | undefined) {
    this.#ledger = ledger;
    this.#meter = meter;
    this.cursor = after;
  }

  /** Sets where reading starts, as the server said. */
  begin(cursor: string): void {
    this.cursor ??= cursor;
    this.#ledger.begin(cursor);
  }

  take(json: Buffer): void {
    const known = this.#meter.book.read(json);
    this.#meter.census.notification(known.id, known.length);
    this.cursor = known.id;
    this.#meter.deliver(this.#ledger, known, monotonic());
  }

  skip(to: string, bytes: number): void {
    this.cursor = to;
    this.#meter.census.gap(to, bytes);
    this.#ledger.gap(to);
  }

  beat(cursor: string): void {
    this.cursor = cursor;
    this.#meter.census.heartbeat(cursor);
  }
}
