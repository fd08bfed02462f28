import type { After, Gap } from '../protocol.ts';

/** Where a reader starts, and what he has to be told about it. */
export interface Place {
  readonly seq: number;
  readonly gap?: Gap;
}

/** How far a reading went. */
export interface Reach {
  /** The last notification examined, sent or filtered out: the reader's new position. */
  readonly to: number;
  /** Cut by a limit: there is more to examine. */
  readonly more: boolean;
}

/** A notification, for as long as somebody looks at it. */
export interface LogEntry {
  readonly seq: number;
  /** Its cursor: `<epoch>-<seq>`. */
  readonly id: string;
  readonly event: string;
  readonly broadcast: boolean;
  /** The notification as JSON in UTF-8, its id first. Nobody may change these bytes: they are sent as they are. */
  readonly json: Buffer;
}

/** A run of the log as one filter sees it. */
export interface Run extends Reach {
  readonly entries: readonly LogEntry[];
}

/** What one filter sees of the log, as it lies there. */
export interface Cut extends Reach {
  /** How many notifications it is. */
  readonly count: number;
  /** The JSON of its notifications, commas between them. Parts of pages: nothing is copied, and whoever holds one keeps its page alive. */
  readonly parts: readonly Buffer[];
}

/** How much is taken at a time: whichever comes first. */
export interface RunLimits {
  /**
   * Notifications at most.
   * @example 1_000
   */
  readonly count: number;
  /**
   * Bytes of their JSON at most; the first notification is taken whatever its size.
   * @example 65_536
   */
  readonly bytes: number;
}

/** Which notifications a reader gets. Two that pass the same are the same object. */
export interface EventFilter {
  passes(event: string, broadcast: boolean): boolean;
}

/**
 * The retained end of a log, as delivery reads it: synchronously, and without leaving memory. `createWindow` makes one that can be appended to.
 *
 * Its numbers are positions, which only grow. With one epoch they are those of the cursors; a log whose epoch changes while it is read goes on with other positions, and only `cursor` and
 * `place` know which cursor is where.
 */
export interface LogWindow {
  /** Names this log: 1 to 32 of a-z and 0-9, new whenever entries that were acknowledged may be missing. */
  readonly epoch: string;
  /** Number of the newest notification ever appended; 0 when there is none. */
  readonly head: number;
  /** Number of the oldest one retained; `head + 1` when there is none. */
  readonly oldest: number;
  /** How many notifications the window holds when it is full. */
  readonly capacity: number;
  /** Bytes kept at present, all in all, for whoever measures. Delivery does not ask. */
  readonly bytes?: number;
  /** The cursor right behind the notification of this number. */
  cursor(seq: number): string;
  /** Where a reader who comes with `after` goes on, and the gap he has to be told if that is not exactly there. */
  place(after: After): Place;
  /** Where a connected reader goes on who has examined everything up to `seq`. */
  resume(seq: number): Place;
  /**
   * What a filter passes from right behind `seq`, up to the head or a limit. One notification is always within the limit.
   * @param seq not before `oldest - 1`: ask `place` or `resume` first
   */
  read(seq: number, filter: EventFilter, limits: RunLimits): Run;
  /** The same as bytes. */
  cut(seq: number, filter: EventFilter, limits: RunLimits): Cut;
}
