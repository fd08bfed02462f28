import type { Gap, TransportName } from '../protocol.ts';
import { transportNames } from '../protocol.ts';
import type { CloseReason, Observer, OverheadKind, ShedReason } from './observer.ts';
import { Counters, family, Histogram, type Sample } from './prometheus-text.ts';

/** Counts what happens to the streams and writes it in the text format of Prometheus. */
export interface StreamMetrics {
  /** Pass it to the streams as the option `observe`. */
  readonly observer: Observer;
  /** The `Content-Type` of the answer: `text/plain; version=0.0.4; charset=utf-8`. */
  readonly contentType: string;
  /** All metrics with their help texts, in the format of Prometheus. */
  text(): string;
}

/** Seconds, the upper bounds of the histogram: a normal flush takes one turn of the event loop, and 1 s is far too late. */
const buckets = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1];
const shedReasons: readonly ShedReason[] = ['loop-delay', 'streams', 'streams-per-user'];
const byteKinds = ['payload', 'framing', 'control', 'headers'] as const;
const gapReasons: readonly Gap['reason'][] = ['epoch', 'expired', 'slow', 'ahead'];

/** Counts of one transport. Plain numbers, because each delivery changes them. */
class Counted {
  opened = 0;
  closed = 0;
  delivered = 0;
  readonly bytes = { payload: 0, framing: 0, control: 0, headers: 0 };
  readonly polls = { notifications: 0, empty: 0 };
}

/**
 * Metrics of the streams without another package. A long poll that waits counts as an open stream; a poll with an immediate answer counts only as a poll.
 * @example
 * const metrics = streamMetrics();
 * attach(app, server, { log, observe: metrics.observer });
 * app.get('/metrics', (request, response) => response.type(metrics.contentType).send(metrics.text()));
 */
export function streamMetrics(): StreamMetrics {
  const counts = new StreamCounts();
  return { observer: counts, contentType: 'text/plain; version=0.0.4; charset=utf-8', text: () => counts.text() };
}

class StreamCounts implements Observer {
  readonly #of: Readonly<Record<TransportName, Counted>> = {
    polling: new Counted(),
    'long-polling': new Counted(),
    sse: new Counted(),
    websocket: new Counted(),
  };
  readonly #gaps = new Counters();
  readonly #closes = new Counters();
  readonly #refusals = new Counters();
  readonly #sheds = new Counters();
  readonly #flush = new Histogram(buckets);
  #published = 0;
  /** Time of `performance.now()` at which the first notification of the current burst was stored. */
  #storedAt = 0;
  #isFlushed = true;

  constructor() {
    for (const transport of transportNames) {
      for (const reason of gapReasons) this.#gaps.add({ transport, reason }, 0);
      for (const reason of shedReasons) this.#sheds.add({ transport, reason }, 0);
    }
  }

  opened(transport: TransportName): void {
    this.#of[transport].opened += 1;
  }

  closed(transport: TransportName, reason: CloseReason): void {
    this.#of[transport].closed += 1;
    this.#closes.add({ transport, reason });
  }

  delivered(transport: TransportName, notifications: number, bytes: number, payload: number): void {
    const counted = this.#of[transport];
    counted.delivered += notifications;
    counted.bytes.payload += payload;
    counted.bytes.framing += bytes - payload;
    // Not for polling, where the delay depends on when the client asks.
    if (transport === 'polling' || this.#storedAt === 0) return;
    this.#isFlushed = true;
    this.#flush.observe((performance.now() - this.#storedAt) / 1_000);
  }

  overhead(transport: TransportName, kind: OverheadKind, bytes: number): void {
    this.#of[transport].bytes[kind] += bytes;
  }

  answered(transport: TransportName, notifications: number): void {
    this.#of[transport].polls[notifications > 0 ? 'notifications' : 'empty'] += 1;
  }

  gap(transport: TransportName, reason: Gap['reason']): void {
    this.#gaps.add({ transport, reason });
  }

  published(notifications: number): void {
    this.#published += notifications;
    if (!this.#isFlushed) return;
    this.#isFlushed = false;
    this.#storedAt = performance.now();
  }

  refused(code: string): void {
    this.#refusals.add({ code });
  }

  shed(transport: TransportName, reason: ShedReason): void {
    this.#sheds.add({ transport, reason });
  }

  text(): string {
    return [
      ...this.#ofTransports(),
      family('streams_closed_total', 'counter', 'Streams and waiting long polls that have ended, by reason.', this.#closes.samples),
      family('streams_polls_total', 'counter', 'Polls that were answered, by what was in the answer.', this.#polls),
      family('streams_gaps_total', 'counter', 'Gaps that readers were told, by reason.', this.#gaps.samples),
      family('streams_published_total', 'counter', 'Notifications that were stored.', [{ value: this.#published }]),
      family('streams_refused_total', 'counter', 'Requests, handshakes and commands that were refused, by code.', this.#refusals.samples),
      family('streams_shed_total', 'counter', 'Of these, streams and first polls that a limit has kept out, by limit.', this.#sheds.samples),
      family(
        'streams_flush_seconds',
        'histogram',
        'From storing to each write that carries it; since the first notification of a burst.',
        this.#flush.samples,
      ),
    ].join('');
  }

  #ofTransports(): readonly string[] {
    const each = (value: (counted: Counted) => number) =>
      transportNames.map((transport) => ({ labels: { transport }, value: value(this.#of[transport]) }));
    return [
      family(
        'streams_open',
        'gauge',
        'Open streams, and long polls that wait.',
        each(({ opened, closed }) => opened - closed),
      ),
      family(
        'streams_opened_total',
        'counter',
        'Streams and waiting long polls that have opened.',
        each(({ opened }) => opened),
      ),
      family(
        'streams_delivered_total',
        'counter',
        'Notifications that were written to readers.',
        each(({ delivered }) => delivered),
      ),
      family(
        'streams_sent_bytes_total',
        'counter',
        'Bytes that were written to readers, by what they are.',
        byteKinds.flatMap((kind) => transportNames.map((transport) => ({ labels: { transport, kind }, value: this.#of[transport].bytes[kind] }))),
      ),
    ];
  }

  get #polls(): readonly Sample[] {
    return (['polling', 'long-polling'] as const).flatMap((transport) =>
      (['notifications', 'empty'] as const).map((result) => ({ labels: { transport, result }, value: this.#of[transport].polls[result] })),
    );
  }
}
