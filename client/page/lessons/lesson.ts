/** What a lesson is: data, and pure functions of what was seen. Its words are in words/<language>. */
import type { BotHabits } from '../../../bench/model/bot-habits.ts';
import type { LabFault, ServeOptions } from '../../../server/lab/apparatus/telemetry/messages.ts';
import type { LessonId } from '../../../server/lab/door-paths.ts';
import type { TransportName } from '../../../server/stream/protocol.ts';
import type { Settings } from '../settings/settings.ts';

/** What the page counts of a lane since a run began. Times in milliseconds. */
export interface SeenLane {
  readonly state: string;
  /** Of the log, since the run began. */
  readonly published: number;
  readonly delivered: number;
  readonly missing: number;
  readonly gaps: number;
  /** Notifications that a gap told of. */
  readonly told: number;
  readonly requests: number;
  readonly empties: number;
  /** Bytes of the application layer in both directions. */
  readonly bytes: number;
  /** Of these, what came: the texts of notifications, and what wraps them. */
  readonly payload: number;
  readonly framing: number;
  /** Of deliveries since the conditions have settled: how many, and their mean. */
  readonly measured: number;
  readonly mean: number;
  /** Since the step that was pressed last and is no `lift`: until the lane was not open any more, and until it was open again; NaN while it has not come to that. */
  readonly noticed: number;
  readonly back: number;
  /** Published since the step that was pressed last, and between the last two: 0 before. */
  readonly publishedAfter: number;
  readonly publishedBetween: number;
}

/** Who came to the relay since the step that was pressed last, in tenths of a second. */
interface SeenArrivals {
  readonly connections: readonly number[];
  /** Of these, those that were turned away. */
  readonly refused: readonly number[];
}

/** What a run has shown so far. */
export interface Seen {
  readonly lanes: Readonly<Record<TransportName, SeenLane>>;
  /** Milliseconds since the run began. */
  readonly lasted: number;
  /** As polls measured it in this run; as set where none did. Milliseconds. */
  readonly rtt: number;
  /** Steps whose button was pressed. */
  readonly pressed: readonly string[];
  /** Milliseconds since the last of them; 0 before. */
  readonly sincePressed: number;
  /** `readyState` of lanes that do not come back. */
  readonly native: Readonly<Partial<Record<TransportName, number>>>;
  /** Further streams of this tab: how many are open, and how many wait. */
  readonly extras: { readonly open: number; readonly waiting: number };
  /** What became of a question that this lesson asked beside the streams. */
  readonly fetched: 'never' | 'waits' | 'answered' | 'failed';
  /** Notifications that came to each reader beside the lanes. */
  readonly beside: Measures;
  /** The most bytes that waited in queues of the naive server since the run began, by policy. */
  readonly queues: Measures;
  /** The most bytes that waited for all readers of the real one. */
  readonly buffered: number;
  readonly arrivals: SeenArrivals;
  /** The longest time of this run in which nobody looked at the tab; `undefined` until it is seen again. */
  readonly absence: Absence | undefined;
  /** Of a client that asks, waits for the answer, and asks again: milliseconds of each of its questions. */
  readonly probed: readonly number[];
  /** Milliseconds of each delivery on a lane, from the time for which it was scheduled. */
  deliveries(lane: TransportName): readonly number[];
  readonly members: MembersSeen;
}

/** What a lane did while nobody looked at the tab. Times in milliseconds. */
interface SeenAway {
  readonly asked: number;
  readonly delivered: number;
  readonly mean: number;
  /** Delivered soon after somebody looked again. */
  readonly afterwards: number;
}

export interface Absence {
  /** How long it was, and how much of that is looked at: its last minute. */
  readonly lasted: number;
  readonly counted: number;
  /** Since somebody looks again. */
  readonly since: number;
  readonly lanes: Readonly<Record<TransportName, SeenAway>>;
}

/** What was tried at the server for members. */
export interface MembersSeen {
  /** What is done already. */
  readonly done: readonly MembersAct[];
  /** 1 where a way was let in, 0 where it was refused. */
  readonly doors: Measures;
  /** Its access log, as far as it was read. */
  readonly log: readonly string[];
}

/** At the server for members: knock over all transports with the token in a header, a cookie or the URL; get a cookie or a ticket; open a websocket with that, and once more; read the access log. */
export type MembersAct = 'header' | 'cookie' | 'url' | 'session' | 'ticket' | 'open' | 'steal' | 'read';

/** Browsers that may differ; the names are those of docs/browser-facts.json in lower case. */
export type BrowserFamily = 'chromium' | 'firefox' | 'webkit';

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
  /** The same of readers beside the lanes. */
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

/** Numbers of one run by name. */
export type Measures = Readonly<Record<string, number>>;

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
