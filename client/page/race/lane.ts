import { transports } from '../../../bench/result/identity.ts';
import { type Notification, parseCursor, type TransportName } from '../../../server/stream/protocol.ts';
import {
  type Failure,
  type Gap,
  type Ledger,
  type NotificationStream,
  openStream,
  type StreamEvents,
  type StreamOptions,
} from '../../stream/index.ts';
import type { RecordKind } from '../track/records.ts';
import type { TrackEntry } from '../track/ring.ts';
import type { EventContent, RecentEvents } from './recent-events.ts';
import { type RequestBook, recordedRequests } from './recorded-requests.ts';

/** One stream, and what the page knows of it besides its ledger. */
export interface Lane {
  readonly stream: NotificationStream;
  /** Why the connection broke last; `undefined` once it is open again. */
  readonly failure: Failure | undefined;
  /** When the next attempt is due, on the clock of `performance.now()`. */
  readonly retryAt: number | undefined;
  /** Adds its ledger to the books of its present transport. */
  settle(): void;
  close(): void;
}

/** The records of a lane. */
export interface LaneBook extends RequestBook {
  readonly events: RecentEvents;
}

const nothing: Ledger = { received: 0, missing: 0, doubled: 0, reordered: 0, gaps: 0, requests: 0 };

/** Numbers between two cursors of one log; 0 if unknown. */
function lostIn({ from, to }: Gap): number {
  const [start, end] = [parseCursor(from), parseCursor(to)];
  return start && end && start.epoch === end.epoch ? Math.max(0, end.seq - start.seq) : 0;
}

/** A stream that records every step. */
export class RecordedLane implements Lane {
  readonly stream: NotificationStream;
  failure: Failure | undefined;
  retryAt: number | undefined;
  readonly #book: LaneBook;
  readonly #closed: (lane: Lane) => void;
  /** Its transport so far, and its ledger when it was last settled. */
  #carrier: TransportName;
  #settled = nothing;
  #missing = 0;

  /** @param closed is called when it is closed */
  constructor(options: StreamOptions, book: LaneBook, closed: (lane: Lane) => void) {
    this.#book = book;
    this.#closed = closed;
    const carrier = () => this.stream.transport;
    this.stream = openStream(book.surroundings.lab, { ...options, ...book.surroundings.handicap(recordedRequests(book, carrier), carrier) });
    this.#carrier = this.stream.transport;
    this.stream.addEventListener('notification', ({ detail }) => this.#delivered(detail));
    this.stream.addEventListener('hello', () => this.#greeted());
    this.stream.addEventListener('gap', ({ detail }) => this.#gapped(detail));
    this.stream.addEventListener('error', ({ detail }) => this.#failed(detail));
    this.stream.addEventListener('state', ({ detail }) => this.#changed(detail));
  }

  settle(): void {
    const now = this.stream.ledger;
    this.#miss(parseCursor(this.stream.cursor ?? '')?.seq ?? 0);
    const doubled = now.doubled - this.#settled.doubled;
    if (doubled > 0) this.#note('doubled', { lane: this.#carrier, count: doubled });
    this.#book.recording.books[this.#carrier].settle(now, this.#settled);
    this.#settled = now;
    this.#carrier = this.stream.transport;
  }

  close(): void {
    this.settle();
    this.stream.close();
    this.#closed(this);
  }

  /** Defaults of a record: the time, and the lane. */
  #here() {
    return { lane: this.stream.transport, at: this.#book.surroundings.serverNow() };
  }

  #note(kind: RecordKind, columns: Partial<TrackEntry> = {}): void {
    this.#book.recording.note({ ...this.#here(), ...columns, kind });
  }

  /** Keeps it for the log. */
  #keep(event: EventContent): void {
    this.#book.events.add({ ...this.#here(), ...event });
  }

  /** @param last of the numbers that may have been skipped */
  #miss(last: number): void {
    const { missing } = this.stream.ledger;
    if (missing === null) return;
    if (missing > this.#missing) this.#note('missed', { lane: this.#carrier, seq: last, count: missing - this.#missing });
    this.#missing = missing;
  }

  #delivered(notification: Notification): void {
    const { at } = this.#here();
    const seq = this.#book.recording.saw(notification.id);
    this.#miss(seq - 1);
    this.#note('delivered', { at, seq, count: 1, took: at - notification.at });
    this.#keep({ kind: 'notification', notification });
  }

  #greeted(): void {
    if (!transports[this.stream.transport].polls) this.#note('hears', { status: 200 });
  }

  #gapped(gap: Gap): void {
    this.#note('gap', { seq: parseCursor(gap.to)?.seq ?? 0, count: lostIn(gap) });
    this.#keep({ kind: 'gap', gap });
  }

  #failed(failure: Failure): void {
    this.failure = failure;
    this.#keep({ kind: 'failure', failure });
  }

  #changed({ state, transport, retryIn }: StreamEvents['state']): void {
    if (state === 'reconnecting' || state === 'cut') this.#note('broke', { lane: transport });
    if (state === 'open' || state === 'cut') this.failure = undefined;
    this.retryAt = retryIn === undefined ? undefined : performance.now() + retryIn;
    if (transport !== this.#carrier) this.settle();
  }
}
