/** What a lesson is: data, and pure functions of what was seen. Its words are in words/<language>. */
import type { BotHabits } from '../../../bench/model/bot-habits.ts';
import type { LabFault, ServeOptions } from '../../../server/lab/apparatus/telemetry/messages.ts';
import type { LessonId } from '../../../server/lab/door-paths.ts';
import type { TransportName } from '../../../server/stream/protocol.ts';
import type { Settings } from '../settings/settings.ts';
import type { BrowserFamily, Measures, MembersAct, Seen } from './seen.ts';

/** What has to have happened. By evidence, and by time alone only where nothing happens. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly [What in 'published' | 'delivered' | 'measured' | 'requests']?: readonly [TransportName, number] }
  | { readonly noticed: TransportName }
  | { readonly back: TransportName }
  | { readonly native: readonly [TransportName, number] }
  | { readonly pressed: string }
  | { readonly extras: number }
  | { readonly opened: number }
  | { readonly fetch: Seen['fetched'] }
  | { readonly seconds: number }
  | { readonly secondsAfter: number }
  /** So many since the step that was pressed last. */
  | { readonly publishedAfter: readonly [TransportName, number] }
  /** All that was published has come, or is known not to come, but for what is on its way. */
  | { readonly caughtUp: TransportName }
  /** The queues of the naive server have been read since the last pressed step. */
  | { readonly queuesRead: true }
  /** The same for readers beside the lanes. */
  | { readonly besideAll: readonly string[] }
  /** So many milliseconds since the step that was pressed last have been counted. */
  | { readonly arrivals: number }
  /** Seconds in which nobody looked, once somebody does again, and seconds since then. */
  | { readonly away: number }
  | { readonly seenFor: number }
  | { readonly probed: number }
  | { readonly members: MembersAct };

/** What pressing a step does. */
export type Act =
  | { readonly kind: 'fault'; readonly fault: LabFault }
  | { readonly kind: 'lift' }
  /** Changes what the round has set. */
  | { readonly kind: 'set'; readonly set: Pick<RoundSettings, 'bandwidth'> }
  | { readonly kind: 'extras'; readonly count: number; readonly of: 'sse' | 'websocket' }
  | { readonly kind: 'close-extra' }
  | { readonly kind: 'fetch' }
  | { readonly kind: 'members'; readonly does: MembersAct };

interface Step {
  readonly id: string;
  /** On a button with the name that the words have for it; without one the step is ticked by what happens. */
  readonly act?: Act;
  readonly done: Condition;
}

export type Bet =
  | { readonly kind: 'choice'; readonly options: Readonly<Record<string, (measured: Measures) => boolean>> }
  /** A guess on a scale. Right is what is off by at most `within` of the scale. */
  | {
      readonly kind: 'number';
      readonly of: string;
      readonly unit: string;
      readonly range: readonly [number, number];
      readonly step: number;
      readonly within: number;
    }
  /** From the least to the most: each item is a measure. Those that differ by less than `tie` of the larger may stand either way. */
  | { readonly kind: 'sort'; readonly items: readonly string[]; readonly tie: number }
  /** A shape, bar by bar: each is a measure. Right is what has at most the share `within` of all in other bars than it was measured. */
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

/** What is set for a round; all else is as `neutral` has it. */
export type RoundSettings = Partial<
  Pick<Settings, 'lanes' | 'rate' | 'burst' | 'payload' | 'pollInterval' | 'hold' | 'rtt' | 'jitter' | 'bandwidth' | 'cookie' | 'without' | 'hidden'>
> & {
  /** Bytes of a response that the relay holds back. */
  readonly buffering?: number;
  /** What the streams are served with; what is absent is as it was before the lesson. */
  readonly serve?: Partial<ServeOptions>;
  /** Naive servers that lanes read from: `comments?every=1`. */
  readonly naive?: Readonly<Partial<Record<TransportName, string>>>;
  /** Lanes of which nothing may be heard before it begins. */
  readonly silent?: readonly TransportName[];
  readonly bots?: RoundBots;
};

/** The end of a lesson on a naive server: its file, and changes to it of which one is to be chosen. */
export interface Repair {
  /** In server/lab/apparatus/naive. */
  readonly file: string;
  /** By option, what stands in the lines that make the change. */
  readonly changes: Readonly<Record<string, string>>;
}

/** What holds in a round: as it was set, and as the round trip was measured. */
export interface Given {
  readonly rtt: number;
  readonly rate: number;
  readonly pollInterval: number;
  /** @default one that does as Chromium does */
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
  /** Whether a client asks beside the lanes, one question after the other. */
  readonly probe?: true;
  /** Browsers in which this round comes out otherwise, and the fact of docs/browser-facts.json that says so. */
  readonly differs?: Readonly<Partial<Record<BrowserFamily, string>>>;
  /** @param before of the rounds before this one */
  measure(seen: Seen, before: readonly Measures[]): Measures;
  /** From where to where each number may lie: from the model at the round trip that was measured, on a machine that may be busy. */
  expect(given: Given): Readonly<Record<string, readonly [number, number]>>;
}

export interface Lesson {
  readonly id: LessonId;
  /** For one alone, and in a class that discusses. */
  readonly minutes: { readonly alone: number; readonly class: number };
  readonly needs: readonly ('control' | 'weather')[];
  readonly rounds: readonly Round[];
  readonly links: readonly { readonly text: string; readonly url: string }[];
  /** Where the browser's own tools show it. */
  readonly devtools: readonly TransportName[];
  readonly next: readonly LessonId[];
}
