import { type Census, CensusCounter } from '../model/index.ts';
import { monotonic } from '../processes/clock.ts';
import { Histogram } from '../statistics/histogram.ts';
import type { ClientLedger } from './ledger.ts';
import { type Known, NotificationBook } from './notification-book.ts';
import { noWire, type WireCounts } from './wire/wire-counts.ts';

/** Bytes at the clients' sockets, by purpose. The rest is framing. */
export interface ByteCounts {
  up: number;
  down: number;
  /** HTTP heads, in both directions. */
  headers: number;
  /** JSON of notifications. */
  payload: number;
}

/** What all clients of one arm in this process have seen so far. */
export interface MeterReading extends Readonly<ByteCounts> {
  readonly census: Census;
  /** Below HTTP; zero without TLS. */
  readonly wire: WireCounts;
  readonly connections: number;
}

/** Counts for all clients of one arm in this process. Every count is a sum, so the difference of two readings is what happened in between. */
export class Meter {
  readonly census = new CensusCounter();
  readonly book = new NotificationBook();
  /** Counted by the lines, below HTTP. */
  readonly wire = noWire();
  latencies = new Histogram();
  /** Connections open at present, and the times of `monotonic()` at which each was opened. */
  connections = 0;
  opened: number[] = [];
  /** Times of `monotonic()` at which reconnections were due. The actual time also depends on this process, which has one thread for all clients. */
  readonly attempts: number[] = [];
  /** What went wrong, and how often. */
  readonly incidents = new Map<string, number>();
  /** The system's code for the last connection that failed to open, such as ECONNREFUSED. */
  unconnected: string | undefined;
  /** If set: when the last client received each notification, keyed by when it was due. Both are times of `monotonic()`. */
  lastReceipts: Map<number, number> | undefined;
  readonly #bytes: ByteCounts = { up: 0, down: 0, headers: 0, payload: 0 };
  /** Called after each delivery, if a caller waits. */
  onProgress: (() => void) | undefined;

  get reading(): MeterReading {
    return { ...this.#bytes, census: this.census.census, wire: { ...this.wire }, connections: this.connections };
  }

  connected(): void {
    this.connections += 1;
    this.opened.push(monotonic());
  }

  /** @param wait milliseconds from now */
  attemptIn(wait: number): void {
    this.attempts.push(monotonic() + wait);
  }

  disconnected(): void {
    this.connections -= 1;
  }

  sent(bytes: number, heads = 0): void {
    this.#bytes.up += bytes;
    this.#bytes.headers += heads;
  }

  received(bytes: number): void {
    this.#bytes.down += bytes;
  }

  head(bytes: number): void {
    this.#bytes.headers += bytes;
  }

  /** The client of this ledger received a notification. */
  deliver(ledger: ClientLedger, { epoch, seq, scheduled, length, id }: Known, now: number): void {
    this.#bytes.payload += length;
    const receipt = ledger.take(epoch, seq);
    if (receipt === 'doubled') this.incident(`doubled: ${id}`);
    else if (scheduled !== undefined) {
      this.latencies.record(now - scheduled);
      this.lastReceipts?.set(scheduled, now);
    }
    if (receipt === 'late') this.incident(`reordered: ${id}`);
  }

  /** @param what one short sentence; equal ones are counted, and at most a hundred different ones kept */
  incident(what: string): void {
    if (this.incidents.size < 100 || this.incidents.has(what)) this.incidents.set(what, (this.incidents.get(what) ?? 0) + 1);
  }

  /** A client's state changed: waiting callers check again. */
  progress(): void {
    this.onProgress?.();
  }
}
