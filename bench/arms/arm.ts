import type { Front } from '../model/index.ts';
import type { ArmName } from '../result/result.ts';
import type { ClientLedger } from './ledger.ts';
import type { Meter } from './meter.ts';

/** Where an arm connects. */
export interface Target {
  readonly host: string;
  readonly port: number;
  /** What stands before every path, such as `/live`, where a proxy has put the lab below one. Default: nothing. */
  readonly prefix?: string;
  /** How browsers come there. Absent: a plain socket, and the least heads that do. */
  readonly way?: Way;
}

/** A way as a browser takes it, with the heads that it sends. */
export interface Way {
  /** Absent: without TLS. */
  readonly tls?: {
    /** The certificate to trust, in PEM, and the name in it. */
    readonly ca: string;
    readonly name: string;
  };
  /** Needs TLS. @default HTTP/1.1 */
  readonly http2?: boolean;
  /** What answers there, for the model. Absent: the lab itself. */
  readonly front?: Front;
  /** Answers may be compressed, as browsers say that they understand. @default whatever is not plain is an incident */
  readonly decodes?: boolean;
}

/** What distinguishes one client from another. */
export interface ClientOptions {
  /** The cursor to read from; absent: from now on, and the server's hello tells where that is. `tcp` has no hello and takes it for granted. */
  readonly after?: string;
  /** Milliseconds between two questions of a polling client. */
  readonly pollInterval: number;
  /** Milliseconds from `start` to the first of these questions, below the interval. */
  readonly phase: number;
  /** Seconds that a long poll asks to be held. */
  readonly hold: number;
  /** Milliseconds until a connection that was cut is opened anew. @param attempt counts from 0 since the last success */
  readonly retry: (attempt: number) => number;
  /** Its place among the clients of its load, from 0. @default 0 */
  readonly number?: number;
}

/** One raw client. It is connected, and has been told where reading starts, once `ready` resolves. */
export interface ArmClient {
  readonly ready: Promise<void>;
  readonly ledger: ClientLedger;
  /** Polling asks from here on, on absolute deadlines; the others follow anyway. @param origin a time of `monotonic()` */
  start(origin: number): void;
  /** Polling asks no more once everything up to `seq` has come. Calling `start` again goes on. */
  restAt(seq: number): void;
  /** Nothing is under way that will be answered at once. A held poll is at rest. */
  readonly resting: boolean;
  /** Reads nothing until it is told otherwise, as a phone in a tunnel does. Clients that ask have nothing to stop. */
  pause?(paused: boolean): void;
  /** @see Line.settled */
  settled(): Promise<void>;
  /** Cuts the line without a goodbye (RST); the client comes back by its `retry`. */
  cut(): void;
  /** Ends it. Calling it twice is harmless. */
  stop(): void;
}

/** One way to receive the stream, as a raw client that costs the generator as little as it can. */
export interface Arm {
  readonly name: ArmName;
  /** Presents its cursor when it comes back after a cut; a bare TCP push has none. */
  readonly resumes: boolean;
  open(target: Target, options: ClientOptions, meter: Meter): ArmClient;
}
