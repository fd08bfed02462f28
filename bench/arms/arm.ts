import type { Front } from '../model/index.ts';
import type { ArmName } from '../result/result.ts';
import type { ClientLedger } from './ledger.ts';
import type { Meter } from './meter.ts';

/** Where an arm connects. */
export interface Target {
  readonly host: string;
  readonly port: number;
  /** Path prefix, such as `/live`, where a proxy has put the lab below one. Default: none. */
  readonly prefix?: string;
  /** How a browser gets there. Absent: a plain socket, and minimal heads. */
  readonly way?: Way;
}

/** TLS, HTTP/2 and proxy as a browser sees them, with the heads that it sends. */
export interface Way {
  /** Absent: without TLS. */
  readonly tls?: {
    /** The certificate to trust, in PEM, and the name in it. */
    readonly ca: string;
    readonly name: string;
  };
  /** Needs TLS. @default HTTP/1.1 */
  readonly http2?: boolean;
  /** What answers there, for the model. Absent: the lab itself, without a proxy. */
  readonly front?: Front;
  /** Answers may be compressed, as browsers accept them. @default every compressed answer is an incident */
  readonly decodes?: boolean;
}

/** Options in which clients of the same arm differ. */
export interface ClientOptions {
  /**
   * The cursor to read from. Absent: from now on; the server's hello names that cursor. `tcp` has no hello, so it assumes that nothing came before.
   */
  readonly after?: string;
  /** Milliseconds between two polls of a polling client. */
  readonly pollInterval: number;
  /** Milliseconds from `start` to the first poll, less than the interval. */
  readonly phase: number;
  /** Seconds that a long poll asks to be held. */
  readonly hold: number;
  /** Milliseconds until a connection that was cut is reopened. @param attempt counts from 0 since the last success */
  readonly retry: (attempt: number) => number;
  /** Its index among the clients of its load, from 0. @default 0 */
  readonly number?: number;
}

/** One raw client. When `ready` resolves, it is connected and knows its first cursor. */
export interface ArmClient {
  readonly ready: Promise<void>;
  readonly ledger: ClientLedger;
  /** From here on, polling asks on absolute deadlines. The other arms receive without it. @param origin a time of `monotonic()` */
  start(origin: number): void;
  /** Polling stops asking once everything up to `seq` has come. `start` resumes it. */
  restAt(seq: number): void;
  /** Nothing is pending that will be answered at once. A held poll is at rest. */
  readonly resting: boolean;
  /** Stops reading, as a phone in a tunnel does, until called with `false`. Clients that ask do not have it: they have no stream to stop. */
  pause?(paused: boolean): void;
  /** @see Line.settled */
  settled(): Promise<void>;
  /** Resets the connection (RST), without a goodbye; the client comes back after `retry`. */
  cut(): void;
  /** Ends it. Calling it twice is harmless. */
  stop(): void;
}

/** One way to receive the stream, as a raw client that costs the load generator as little as possible. */
export interface Arm {
  readonly name: ArmName;
  /** Whether it presents its cursor when it comes back after a cut. A bare TCP push has none. */
  readonly resumes: boolean;
  open(target: Target, options: ClientOptions, meter: Meter): ArmClient;
}
