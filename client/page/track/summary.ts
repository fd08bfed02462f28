import type { ByteParts } from '../../../server/lab/apparatus/telemetry/messages.ts';
import type { TransportName } from '../../../server/stream/protocol.ts';
import type { Failure, StreamState } from '../../stream/index.ts';

export const percentiles = ['p50', 'p95', 'p99'] as const;
export type Percentile = (typeof percentiles)[number];

/** Milliseconds. */
export interface LatencySummary extends Readonly<Record<Percentile, number>> {
  readonly count: number;
  readonly mean: number;
  /** Whether a percentile can be believed: before, it is a matter of which few notifications came. */
  readonly settled: Readonly<Record<Percentile, boolean>>;
}

/** One lane in numbers, since the last reset; renewed at most four times a second. */
export interface LaneSummary {
  readonly transport: TransportName;
  readonly state: StreamState | 'off';
  /** Why it is not open, in a sentence: the failure, or that it waits for a connection. */
  readonly trouble: string | undefined;
  readonly failure: Failure | undefined;
  /** When the next attempt is due, on the clock of `performance.now()`. */
  readonly retryAt: number | undefined;
  /** Of the log, since this lane has read. */
  readonly published: number;
  readonly delivered: number;
  /** For so long a stream has run on it, and this is what it did. */
  readonly seconds: number;
  /** Of these, since the conditions have settled: what `latency` counts was delivered in them. */
  readonly measuredSeconds: number;
  readonly missing: number;
  readonly doubled: number;
  readonly reordered: number;
  readonly gaps: number;
  readonly requests: number;
  /** Answers without a notification. */
  readonly empties: number;
  /** Connections that the server has seen of it. */
  readonly sockets: number;
  readonly latency: LatencySummary;
  /** What the model says for the present conditions; `undefined` where it cannot. Milliseconds. */
  readonly theory: number | undefined;
  readonly up: ByteParts;
  readonly down: ByteParts;
}
