/** The observations of a run: the page fills them in, and lessons measure and judge by them. */
import type { TransportName } from '../../../server/stream/protocol.ts';

/** Numbers of one run by name. */
export type Measures = Readonly<Record<string, number>>;

/** The same as JSON: what did not happen is null there, and NaN here. */
export type ToldMeasures = Readonly<Record<string, number | null>>;

export const measuresFrom = (told: ToldMeasures): Measures =>
  Object.fromEntries(Object.entries(told).map(([name, value]) => [name, value ?? Number.NaN]));

/** A lane's counts since the run began. Times in milliseconds. */
export interface SeenLane {
  readonly state: string;
  /** Of the log, since the run began. */
  readonly published: number;
  /** Of these, what the lab has not written to the lane yet, by its own report: as many wait for a slow reader. 0 before it has written any. */
  readonly unwritten: number;
  readonly delivered: number;
  readonly missing: number;
  readonly gaps: number;
  /** Notifications that a gap reported. */
  readonly told: number;
  readonly requests: number;
  readonly empties: number;
  /** Bytes of the application layer in both directions. */
  readonly bytes: number;
  /** Of these, bytes received: the texts of notifications, and their framing. */
  readonly payload: number;
  readonly framing: number;
  /** Of deliveries since the conditions have settled: number and mean. */
  readonly measured: number;
  readonly mean: number;
  /** Since the last pressed step that is not `lift`: until the lane was no longer open, and until it was open again; NaN before that. */
  readonly noticed: number;
  readonly back: number;
  /** Published since the last pressed step, and between the last two; 0 before. */
  readonly publishedAfter: number;
  readonly publishedBetween: number;
}

/** Connections to the relay since the last pressed step, in tenths of a second. */
interface SeenArrivals {
  readonly connections: readonly number[];
  /** The refused ones of these. */
  readonly refused: readonly number[];
  /** Attempts to come back that bots had set for then, by their own clocks. */
  readonly due: readonly number[];
}

/** The observations of a run so far. */
export interface Seen {
  readonly lanes: Readonly<Record<TransportName, SeenLane>>;
  /** Milliseconds since the run began. */
  readonly lasted: number;
  /** As measured by polls in this run; without polls as set. Milliseconds. */
  readonly rtt: number;
  /** Steps whose button was pressed. */
  readonly pressed: readonly string[];
  /** Milliseconds since the last of them; 0 before. */
  readonly sincePressed: number;
  /** `readyState` of lanes that do not come back. */
  readonly native: Readonly<Partial<Record<TransportName, number>>>;
  /** Additional streams of this tab: open ones, and waiting ones. */
  readonly extras: { readonly open: number; readonly waiting: number };
  /** State of a request that this lesson sent beside the streams. */
  readonly fetched: 'never' | 'waits' | 'answered' | 'failed';
  /** Notifications received by each reader beside the lanes. */
  readonly beside: Measures;
  /** The most bytes in queues of the naive server since the run began, by policy. */
  readonly queues: Measures;
  /** Notifications that they have dropped, by policy. */
  readonly dropped: Measures;
  /** Whether they were read since the last pressed step. */
  readonly queuesRead: boolean;
  /** The most bytes that waited for all readers of the real server. */
  readonly buffered: number;
  readonly arrivals: SeenArrivals;
  /** The longest time in which the tab was hidden in this run; `undefined` until it is visible again. */
  readonly absence: Absence | undefined;
  /** For a client that asks, waits for the answer, and asks again: the milliseconds of each request. */
  readonly probed: readonly number[];
  /** Milliseconds of each delivery on a lane, from the time for which it was scheduled. */
  deliveries(lane: TransportName): readonly number[];
  readonly members: MembersSeen;
}

/** What a lane did while the tab was hidden. Times in milliseconds. */
interface SeenAway {
  readonly asked: number;
  readonly delivered: number;
  readonly mean: number;
  /** Delivered soon after the tab was visible again. */
  readonly afterwards: number;
}

export interface Absence {
  /** Length of the absence, and the part of it that is counted: its last minute. */
  readonly lasted: number;
  readonly counted: number;
  /** Time since the tab is visible again. */
  readonly since: number;
  readonly lanes: Readonly<Record<TransportName, SeenAway>>;
}

/** Results of attempts at the server for members. */
export interface MembersSeen {
  /** Acts that are done. */
  readonly done: readonly MembersAct[];
  /** 1 if a way was accepted, 0 if it was refused. */
  readonly doors: Measures;
  /** Its access log, as far as it was read. */
  readonly log: readonly string[];
}

/** At the server for members: knock over all transports with the token in a header, a cookie or the URL; get a cookie or a ticket; open a websocket with that, and once more; read the access log. */
export type MembersAct = 'header' | 'cookie' | 'url' | 'session' | 'ticket' | 'open' | 'steal' | 'read';

/** Browsers that may differ; the names are those of docs/browser-facts.json in lower case. */
export type BrowserFamily = 'chromium' | 'firefox' | 'webkit';
