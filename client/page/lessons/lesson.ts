/** The type of a lesson: data, and pure functions of what was observed. Its words are in words/<language>. */
import type { BotHabits } from '../../../bench/model/bot-habits.ts';
import type { LabFault, ServeOptions } from '../../../server/lab/apparatus/telemetry/messages.ts';
import type { LessonId } from '../../../server/lab/door-paths.ts';
import type { TransportName } from '../../../server/stream/protocol.ts';
import type { Settings } from '../settings/settings.ts';
import type { BrowserFamily, Measures, MembersAct, Seen } from './seen.ts';

/** What has to happen before a step or a round ends. Conditions count evidence; time alone only if nothing happens. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly [What in 'published' | 'delivered' | 'measured' | 'requests' | 'unwritten']?: readonly [TransportName, number] }
  | { readonly noticed: TransportName }
  | { readonly back: TransportName }
  | { readonly native: readonly [TransportName, number] }
  | { readonly pressed: string }
  | { readonly extras: number }
  | { readonly opened: number }
  | { readonly fetch: Seen['fetched'] }
  | { readonly seconds: number }
  | { readonly secondsAfter: number }
  /** This many since the last pressed step. */
  | { readonly publishedAfter: readonly [TransportName, number] }
  /** Everything published has come, or is known to be lost, except what is on its way. */
  | { readonly caughtUp: TransportName }
  /** The queues of the naive server have been read since the last pressed step. */
  | { readonly queuesRead: true }
  /** The queue of the naive server with this policy has held this many bytes; it has dropped this many notifications. */
  | { readonly queued: readonly [policy: string, bytes: number] }
  | { readonly dropped: readonly [policy: string, count: number] }
  /** The same for readers beside the lanes. */
  | { readonly besideAll: readonly string[] }
  /** This many milliseconds since the last pressed step have been counted. */
  | { readonly arrivals: number }
  /** Seconds for which the tab was hidden, once it is visible again, and seconds since then. */
  | { readonly away: number }
  | { readonly seenFor: number }
  | { readonly probed: number }
  | { readonly members: MembersAct };

/** The effect of a step's button. */
export type Act =
  | { readonly kind: 'fault'; readonly fault: LabFault }
  | { readonly kind: 'lift' }
  /** Changes settings of the round. */
  | { readonly kind: 'set'; readonly set: Pick<RoundSettings, 'bandwidth'> }
  | { readonly kind: 'extras'; readonly count: number; readonly of: 'sse' | 'websocket' }
  | { readonly kind: 'close-extra' }
  | { readonly kind: 'fetch' }
  | { readonly kind: 'members'; readonly does: MembersAct };

interface Step {
  readonly id: string;
  /** The button's name is in the words; a step without a button is ticked when its condition holds. */
  readonly act?: Act;
  readonly done: Condition;
}

export type Bet =
  | { readonly kind: 'choice'; readonly options: Readonly<Record<string, (measured: Measures) => boolean>> }
  /** A guess on a scale. It is right if it is off by at most `within` of the scale. */
  | {
      readonly kind: 'number';
      readonly of: string;
      readonly unit: string;
      readonly range: readonly [number, number];
      readonly step: number;
      readonly within: number;
    }
  /** Items to sort from the least to the most; each is a measure. Two that differ by less than `tie` of the larger may be in either order. */
  | { readonly kind: 'sort'; readonly items: readonly string[]; readonly tie: number }
  /** A shape, bar by bar; each bar is a measure. It is right if at most the share `within` is in other bars than measured. */
  | {
      readonly kind: 'curve';
      readonly of: readonly string[];
      /** Milliseconds of a bar. */
      readonly each: number;
      readonly range: readonly [number, number];
      readonly step: number;
      readonly within: number;
    };

/** Clients beside the page. */
export interface RoundBots extends Pick<BotHabits, 'retry' | 'first'> {
  readonly counts: Readonly<Partial<Record<TransportName, number>>>;
}

/** Settings of a round; all others are as in `neutral`. */
export type RoundSettings = Partial<
  Pick<Settings, 'lanes' | 'rate' | 'burst' | 'payload' | 'pollInterval' | 'hold' | 'rtt' | 'jitter' | 'bandwidth' | 'cookie' | 'without' | 'hidden'>
> & {
  /** Bytes of a response that the relay buffers. */
  readonly buffering?: number;
  /** Options of the streams; absent ones stay as before the lesson. */
  readonly serve?: Partial<ServeOptions>;
  /** Naive servers that lanes read from: `comments?every=1`. */
  readonly naive?: Readonly<Partial<Record<TransportName, string>>>;
  /** Lanes that must have been silent before it begins. */
  readonly silent?: readonly TransportName[];
  readonly bots?: RoundBots;
};

/** The last part of a lesson on a naive server: its file, and changes to choose from. */
export interface Repair {
  /** File in server/lab/apparatus/naive. */
  readonly file: string;
  /** By option: text that identifies the lines of the change. */
  readonly changes: Readonly<Record<string, string>>;
}

/** The conditions of a round: the settings, and the measured round trip. */
export interface Given {
  readonly rtt: number;
  readonly rate: number;
  readonly pollInterval: number;
  /** @default a browser that behaves like Chromium */
  readonly browser?: BrowserFamily | undefined;
}

export interface Round {
  readonly id: string;
  readonly set: RoundSettings;
  readonly bet: Bet;
  readonly repair?: Repair;
  /** Readers beside the lanes, without the client library: name, and address below `naive/`. */
  readonly beside?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
  readonly enough: Condition;
  /** Whether a client asks beside the lanes, one request after the other. */
  readonly probe?: true;
  /** Browsers with other results in this round, and the fact of docs/browser-facts.json for each. */
  readonly differs?: Readonly<Partial<Record<BrowserFamily, string>>>;
  /** @param before measures of earlier rounds */
  measure(seen: Seen, before: readonly Measures[]): Measures;
  /** The range of each number: from the model at the measured round trip, on a machine that may be busy. */
  expect(given: Given): Readonly<Record<string, readonly [number, number]>>;
}

export interface Lesson {
  readonly id: LessonId;
  /** For one alone, and in a class that discusses. */
  readonly minutes: { readonly alone: number; readonly class: number };
  readonly needs: readonly ('control' | 'weather')[];
  readonly rounds: readonly Round[];
  readonly links: readonly { readonly text: string; readonly url: string }[];
  /** Transports that the browser's own tools show. */
  readonly devtools: readonly TransportName[];
  readonly next: readonly LessonId[];
}
