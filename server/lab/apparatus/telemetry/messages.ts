/**
 * What page and lab say to each other beside the streams: one WebSocket, `/telemetry`, that leads around the weather and is not counted. Text frames of
 * JSON. Every time is in epoch milliseconds of the server's clock unless its name says otherwise. No I/O: the page imports this file. `docs/telemetry.md` is the same in
 * prose, with all limits, and the two change together.
 */
import type { BotHabits } from '../../../../bench/model/bot-habits.ts';
import type { TransportName } from '../../../stream/protocol.ts';
import type { Conditions, Fault, ToldArrivals } from '../weather/conditions.ts';
import type { ClassState } from './class-messages.ts';

export * from './class-messages.ts';

/**
 * Names the streams of one tab: it asks with `?lane=<tab>`, which the protocol ignores, and is told of these streams only. 1 to 64 letters, digits, `-` and `_`. What is open
 * already is told first, as `adopted`; a tab whose session has gone stays watched for 5 s.
 */
export type Tab = string;
export const tabPattern = /^[\w-]{1,64}$/;

/** What is published while somebody looks: a schedule that anybody can draw again from its seed. */
export interface Schedule {
  /** Notifications per second, 0 to 1,000; 0 publishes nothing. */
  readonly rate: number;
  /** Notifications that come at once; the rate stays. 1 to 1,000. */
  readonly burst: number;
  /** Bytes of `data` as JSON, 16 to 65,536; at most 8 MiB per second. */
  readonly payload: number;
  /** Repeats the text of another run. */
  readonly seed: number;
}

/** What can go wrong with the lab: the line's faults, and a server that goes away and comes back with an empty log and another epoch. `seconds` is 0.1 to 600. */
export type LabFault = Fault | { readonly kind: 'restart' /** Until it listens again. */; readonly seconds?: number };

/** What the streams are served with; `docs/telemetry.md` has the limits. */
export interface ServeOptions {
  /** Notifications retained at most. */
  readonly window: number;
  /** Milliseconds of silence before a heartbeat; 0 is never. */
  readonly heartbeat: number;
  /** Milliseconds without progress before a reader is given up. */
  readonly stall: number;
}

/** The lab as all its visitors share it. */
export interface LabState extends ServeOptions {
  readonly class: ClassState;
  readonly epoch: string;
  /** `null` where the lab serves without weather. */
  readonly weather: Conditions | null;
  /** Those that last, and when they end by themselves. */
  readonly faults: readonly { readonly fault: LabFault; readonly until: number | null }[];
  /** `null` while nobody has set one: then the ticker publishes. */
  readonly schedule: Schedule | null;
  /** Raw clients beside the visitors', in a process of their own; their sum is at most 500. */
  readonly bots: Readonly<Record<TransportName, number>>;
  /** Milliseconds between two questions of the bots that poll. */
  readonly botPollInterval: number;
  /** How bots wait after a cut. */
  readonly botRetry: Pick<BotHabits, 'retry' | 'first'>;
}

/** Bytes of the application layer, as they passed the server's socket. */
export interface ByteParts {
  /** Request line, status line and header fields with their blank line. */
  readonly headers: number;
  /** What wraps notifications: frame headers, `id:` and `data:`, the envelope of an answer; hello, gap, heartbeat, ping and close wholly. */
  readonly framing: number;
  /** The JSON texts of notifications. */
  readonly payload: number;
}

/** What happened at the server, in the order of its happening. An exchange is one request with all that answers it: a stream is one exchange. */
export type TraceRecord =
  /** A notification is in the log. `at` is what it was scheduled for. */
  | { readonly kind: 'published'; readonly at: number; readonly id: string; readonly event: string /** Of its JSON text. */; readonly bytes: number }
  /** A request's head has arrived. `socket` counts the connections of all visitors; the same one again is keep-alive. */
  | {
      readonly kind: 'asked';
      readonly at: number;
      readonly exchange: number;
      readonly transport: TransportName;
      readonly socket: number;
      readonly bytes: number;
      /** It was open when this session began to watch, and may have been told before: what passed until then is told to nobody. */
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
  /** A stream, or the connection under an unanswered question, is gone. */
  | { readonly kind: 'ended'; readonly at: number; readonly exchange: number };

/** How the server's process is doing, once a second. */
export interface ServerLoad {
  readonly at: number;
  /** Milliseconds of processor time per second, all threads. */
  readonly cpu: number;
  /** Share of the second in which the event loop was busy, 0 to 1. */
  readonly utilisation: number;
  /** Milliseconds, the resolution of the measurement subtracted. */
  readonly loopDelayP99: number;
  /** Bytes. */
  readonly rss: number;
  /** Bytes of JavaScript objects, those included that are garbage. */
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
  /** The rest is a remote control, see `may`. */
  | { readonly type: 'weather'; readonly set: Partial<Conditions> }
  | { readonly type: 'fault'; readonly fault: LabFault }
  /** Ends every fault that lasts. */
  | { readonly type: 'lift' }
  /** A short restart, after which the streams are served with this; what is absent stays. `done` says that they are back. */
  | { readonly type: 'serve'; readonly with: Partial<ServeOptions> }
  | { readonly type: 'schedule'; readonly schedule: Schedule }
  /** Habits that are absent stay; in the beginning bots ask every 2,000 ms, and wait a random time below 500 ms that doubles. */
  | ({ readonly type: 'bots'; readonly bots: Readonly<Partial<Record<TransportName, number>>> } & Partial<BotHabits>)
  /** Changes some of it; the rest stays. */
  | { readonly type: 'class'; readonly set: Partial<ClassState> }
);

/** To the page. */
export type TelemetryMessage =
  /** The first one. */
  | {
      readonly type: 'welcome';
      readonly state: LabState;
      readonly may: 'control' | 'look';
      /** Why not, and what to do. */
      readonly reason?: string;
      /** The token that a class needs, for who controls a closed lab. */
      readonly invitation?: string;
    }
  /** To everybody, whenever it has changed. */
  | { readonly type: 'state'; readonly state: LabState }
  | { readonly type: 'clock'; readonly sent: number; readonly at: number }
  /** Every 100 ms at most. `left` counts records that were not sent because there were too many. */
  | { readonly type: 'trace'; readonly records: readonly TraceRecord[]; readonly left?: number }
  | { readonly type: 'load'; readonly load: ServerLoad }
  /** Once a second what is new, and first what is kept of the last minute; pieces do not overlap. Not without weather. */
  | { readonly type: 'arrivals'; readonly arrivals: ToldArrivals }
  /** Both directions in base64 as they were at `at`, with values of Cookie and Authorization masked by `*`. `cut` counts bytes behind what is kept. */
  | { readonly type: 'bytes'; readonly exchange: number; readonly at: number; readonly up: string; readonly down: string; readonly cut: number }
  /** It took effect; a fault has begun. */
  | { readonly type: 'done'; readonly ref: number }
  | { readonly type: 'refused'; readonly ref?: number; readonly code: string; readonly message: string };

/** `GET /lab`: what the lab says of itself to whoever asks. */
export interface LabAddress {
  /** Whether a simulated network is in front. */
  readonly weather: boolean;
  /** Where other machines reach it, most likely first; none on loopback. */
  readonly urls: readonly string[];
}
