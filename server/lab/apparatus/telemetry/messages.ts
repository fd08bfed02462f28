/**
 * The messages between page and lab, besides the streams: one WebSocket, `/telemetry`, that bypasses the relay and is not counted. Text frames of
 * JSON. Every time is in milliseconds since the Unix epoch by the server's clock, unless its name says otherwise. No I/O: the page imports this file. `docs/telemetry.md` describes the same in
 * prose, with all limits; change the two together.
 */
import type { BotHabits } from '../../../../bench/model/bot-habits.ts';
import type { TransportName } from '../../../stream/protocol.ts';
import type { Conditions, Fault, ToldArrivals } from '../weather/conditions.ts';
import type { BallotCommand, ClassChange, ClassState, VoteCommand } from './class-messages.ts';

export * from './class-messages.ts';

/**
 * Names the streams of one tab: they have `?lane=<tab>`, which the protocol ignores, and the tab gets records of these streams only. 1 to 64 letters, digits, `-` and `_`. Streams that are open
 * already come first, as `adopted`. A tab whose session has gone stays watched for 5 s.
 */
export type Tab = string;
export const tabPattern = /^[\w-]{1,64}$/;

/** What the lab publishes while a page is connected. The same seed gives the same schedule. */
export interface Schedule {
  /** Notifications per second, 0 to 1,000; 0 publishes nothing. */
  readonly rate: number;
  /** Notifications per burst, 1 to 1,000; the rate stays the same. */
  readonly burst: number;
  /** Bytes of `data` as JSON, 16 to 65,536; at most 8 MiB per second. */
  readonly payload: number;
  /** The same seed repeats the texts of another run. */
  readonly seed: number;
}

/** Faults: those of the relay, and a server that goes away and comes back with an empty log and another epoch. `seconds` is 0.1 to 600. */
export type LabFault = Fault | { readonly kind: 'restart' /** Until it listens again. */; readonly seconds?: number };

/** Options of the streams; `docs/telemetry.md` has the limits. */
export interface ServeOptions {
  /** The most notifications that are retained. */
  readonly window: number;
  /** Milliseconds of silence before a heartbeat; 0 turns heartbeats off. */
  readonly heartbeat: number;
  /** Milliseconds without progress before a slow reader is disconnected. */
  readonly stall: number;
}

/** The state of the lab, which all visitors share. */
export interface LabState extends ServeOptions {
  readonly class: ClassState;
  readonly epoch: string;
  /** `null` if the lab runs without a relay. */
  readonly weather: Conditions | null;
  /** Current faults, and when they end by themselves. */
  readonly faults: readonly { readonly fault: LabFault; readonly until: number | null }[];
  /** `null` while there is none; then the ticker publishes. */
  readonly schedule: Schedule | null;
  /** Simulated clients in a separate process; at most 500 together. */
  readonly bots: Readonly<Record<TransportName, number>>;
  /** Milliseconds between two polls of a bot. */
  readonly botPollInterval: number;
  /** How bots wait after a cut. */
  readonly botRetry: Pick<BotHabits, 'retry' | 'first'>;
}

/** Bytes of the application layer at the server's socket. */
export interface ByteParts {
  /** Request line, status line and header fields with their blank line. */
  readonly headers: number;
  /** What wraps notifications: frame headers, `id:` and `data:`, the envelope of an answer; hello, gap, heartbeat, ping and close wholly. */
  readonly framing: number;
  /** The JSON texts of notifications. */
  readonly payload: number;
}

/** An event at the server; records come in the order of the events. An exchange is one request with its whole answer; a stream is one exchange. */
export type TraceRecord =
  /** A notification is in the log. `at` is the scheduled time. */
  | { readonly kind: 'published'; readonly at: number; readonly id: string; readonly event: string /** Of its JSON text. */; readonly bytes: number }
  /** A request's head has arrived. `socket` counts the connections of all visitors; the same one again is keep-alive. */
  | {
      readonly kind: 'asked';
      readonly at: number;
      readonly exchange: number;
      readonly transport: TransportName;
      readonly socket: number;
      readonly bytes: number;
      /** It was open when this session began to watch, and may have been reported before. What passed until then is not reported. */
      readonly adopted?: true;
    }
  /** A poll's whole answer was written, or the head of a stream. A long poll was held from `asked` until here. */
  | {
      readonly kind: 'answered';
      readonly at: number;
      readonly exchange: number;
      readonly status: number;
      readonly bytes: ByteParts;
      /** Notifications in it, and the first and last of their numbers; none for the head of a stream. */
      readonly notifications: number;
      readonly first?: number;
      readonly last?: number;
    }
  /** A stream was written to, once per turn of the event loop. */
  | {
      readonly kind: 'wrote';
      readonly at: number;
      readonly exchange: number;
      readonly bytes: ByteParts;
      readonly notifications: number;
      readonly first?: number;
      readonly last?: number;
      /** Bytes that wait in the server's memory for this reader. */
      readonly buffered: number;
    }
  /** Bytes that the client sent inside a stream: masked frames, header and all. */
  | { readonly kind: 'heard'; readonly at: number; readonly exchange: number; readonly bytes: number }
  /** A stream, or the connection of an unanswered request, has ended. */
  | { readonly kind: 'ended'; readonly at: number; readonly exchange: number };

/** How the server's process is doing, once a second. */
export interface ServerLoad {
  readonly at: number;
  /** Milliseconds of processor time per second, all threads. */
  readonly cpu: number;
  /** Share of the second in which the event loop was busy, 0 to 1. */
  readonly utilisation: number;
  /** Milliseconds, minus the resolution of the measurement. */
  readonly loopDelayP99: number;
  /** Bytes. */
  readonly rss: number;
  /** Bytes of JavaScript objects, garbage included. */
  readonly heap: number;
  readonly sockets: number;
  readonly followers: number;
  /** Bytes that wait for all readers. */
  readonly buffered: number;
}

/** From the page. `ref` comes back in `done` or `refused`. */
export type TelemetryCommand = { readonly ref?: number } & (
  | { readonly type: 'watch'; readonly tab: Tab }
  /** @see clock in the answers. `sent` is of the page's clock and comes back as it is. */
  | { readonly type: 'clock'; readonly sent: number }
  /** Asks for the bytes of an exchange: answered by `bytes`. */
  | { readonly type: 'open'; readonly exchange: number }
  | VoteCommand
  /** From here on commands need control, see `may`. */
  | { readonly type: 'weather'; readonly set: Partial<Conditions> }
  | { readonly type: 'fault'; readonly fault: LabFault }
  /** Ends every fault that lasts. */
  | { readonly type: 'lift' }
  /** A short restart with other options; absent ones stay the same. `done` says that the streams are back. */
  | { readonly type: 'serve'; readonly with: Partial<ServeOptions> }
  | { readonly type: 'schedule'; readonly schedule: Schedule }
  /** Absent habits stay the same. By default bots poll every 2,000 ms, and wait a random time below a cap of 500 ms that doubles. */
  | ({ readonly type: 'bots'; readonly bots: Readonly<Partial<Record<TransportName, number>>> } & Partial<BotHabits>)
  /** Changes these fields; the others stay the same. */
  | { readonly type: 'class'; readonly set: ClassChange }
  | BallotCommand
);

/** To the page. */
export type TelemetryMessage =
  /** The first one. */
  | {
      readonly type: 'welcome';
      readonly state: LabState;
      readonly may: 'control' | 'look';
      /** Why the page may not control the lab, and what to do. */
      readonly reason?: string;
      /** The token for a class, sent to pages that control a closed lab. */
      readonly invitation?: string;
    }
  /** To everybody, whenever it has changed. */
  | { readonly type: 'state'; readonly state: LabState }
  | { readonly type: 'clock'; readonly sent: number; readonly at: number }
  /** At most every 100 ms. `left` counts records that were left out because there were too many. */
  | { readonly type: 'trace'; readonly records: readonly TraceRecord[]; readonly left?: number }
  | { readonly type: 'load'; readonly load: ServerLoad }
  /** New counts once a second; the first message has those of the last minute. Pieces do not overlap. Only with a relay. */
  | { readonly type: 'arrivals'; readonly arrivals: ToldArrivals }
  /** Both directions in base64 as they were at `at`, with values of Cookie and Authorization masked by `*`. `cut` counts bytes behind what is kept. */
  | { readonly type: 'bytes'; readonly exchange: number; readonly at: number; readonly up: string; readonly down: string; readonly cut: number }
  /** The command took effect; a fault has begun. */
  | { readonly type: 'done'; readonly ref: number }
  | { readonly type: 'refused'; readonly ref?: number; readonly code: string; readonly message: string };

/** The answer of `GET /lab`, for any client. */
export interface LabAddress {
  /** Whether a relay simulates a network in front of the lab. */
  readonly weather: boolean;
  /** URLs for other machines, the most likely first; none on loopback. */
  readonly urls: readonly string[];
}
