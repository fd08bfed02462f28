/** What a lesson has seen of its run: the page fills it in, and lessons measure and judge by it. */
import type { TransportName } from '../../../server/stream/protocol.ts';

/** Numbers of one run by name. */
export type Measures = Readonly<Record<string, number>>;

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
  /** Whether they were read since the last pressed step. */
  readonly queuesRead: boolean;
  /** The most bytes that waited for all readers of the real server. */
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
