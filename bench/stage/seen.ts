import type { Target } from '../arms/index.ts';
import type { GeneratorReading, Received } from '../processes/generator-messages.ts';
import type { Published } from '../processes/publisher.ts';
import type { ServerCounters } from '../processes/server-probe.ts';
import type { Conditions, GeneratorLoad, Ledger } from '../result/result.ts';
import type { Contender } from '../run/settings.ts';
import type { Segments } from './segments.ts';

/** Both ends of all connections at one moment. */
export interface Mark {
  readonly clients: GeneratorReading;
  /** Absent if the server is not ours. */
  readonly server?: ServerCounters;
  readonly segments?: Segments;
  /** Microseconds of processor time of the proxy in front; absent without one. */
  readonly front?: number;
}

/** New connections: their cost before anything was delivered. */
export interface Handshake {
  readonly connections: number;
  readonly before: Mark;
  readonly after: Mark;
}

/** Everything measured about a window, once it has ended. */
export interface Seen {
  readonly contender: Contender;
  readonly conditions: Conditions;
  /** Milliseconds of silence after which the server sends a heartbeat. */
  readonly heartbeat: number;
  /** `Host` as the clients wrote it. */
  readonly authority: string;
  /** Prefix of every path. */
  readonly prefix?: string;
  /** Where the clients connected, and how. */
  readonly target: Target;
  /** The server is not the lab, so the model cannot predict its exchanges. */
  readonly isForeign?: boolean;
  readonly handshake: Handshake;
  /** Milliseconds to the server and back, as measured where a relay is in the path; 0 without one. */
  readonly roundTrip: number;
  /** Seconds from the first to the last scheduled moment. */
  readonly seconds: number;
  /** When notifications were due, milliseconds from the start. */
  readonly times: readonly number[];
  readonly published: Published;
  /** At both marks nothing was pending, so the sockets counted whole exchanges in between. */
  readonly before: Mark;
  readonly after: Mark;
  /** Start and end of the schedule, in full traffic; for rates. */
  readonly begin: Mark;
  readonly end: Mark;
  /** Milliseconds, 99th percentile; absent if the server is not ours. */
  readonly loopDelay?: number;
  readonly received: Received;
  readonly ledger: Ledger;
  readonly generator: GeneratorLoad;
  /** Errors, in sentences. */
  readonly troubles: readonly string[];
}

/** The difference of two marks in one of the clients' counts. */
export const between = (
  one: Mark,
  other: Mark,
  field: 'up' | 'down' | 'headers' | 'payload' | 'delivered' | 'doubled' | 'reordered' | 'gaps' | 'lost',
): number => other.clients[field] - one.clients[field];

/** Bytes at the server's sockets, or at the clients' if the server is not ours. */
export const bytesBetween = (one: Mark, other: Mark, direction: 'up' | 'down'): number =>
  one.server && other.server ? other.server[direction] - one.server[direction] : other.clients[direction] - one.clients[direction];
