import type { After, Gap } from '../protocol.ts';

/** The position at which a reader starts, and the gap to report if notifications before it are lost. */
export interface Place {
  readonly seq: number;
  readonly gap?: Gap;
}

/** How far one call of `read` or `cut` went. */
export interface Reach {
  /** Number of the last notification examined, whether it passed the filter or not: the reader's new position. */
  readonly to: number;
  /** Whether a limit cut it short: there is more to examine. */
  readonly more: boolean;
}

/** One notification of the window. */
export interface LogEntry {
  readonly seq: number;
  /** Its cursor: `<epoch>-<seq>`. */
  readonly id: string;
  readonly event: string;
  readonly broadcast: boolean;
  /** The notification as JSON in UTF-8, its id first. Do not change these bytes: they are sent as they are. */
  readonly json: Buffer;
}

/** Consecutive notifications that pass a filter. */
export interface Run extends Reach {
  readonly entries: readonly LogEntry[];
}

/** Consecutive notifications that pass a filter, as bytes. */
export interface Cut extends Reach {
  /** Number of notifications. */
  readonly count: number;
  /** Their JSON, with commas between them. These are slices of the window's pages, not copies: each keeps its whole page in memory. */
  readonly parts: readonly Buffer[];
}

/** Limits of one call of `read` or `cut`; the first one that is reached counts. */
export interface RunLimits {
  /**
   * The most notifications.
   * @example 1_000
   */
  readonly count: number;
  /**
   * The most bytes of their JSON. The first notification is taken whatever its size.
   * @example 65_536
   */
  readonly bytes: number;
}

/** Selects the notifications of a reader. Two filters that pass the same events must be the same object. */
export interface EventFilter {
  passes(event: string, broadcast: boolean): boolean;
}

/**
 * The newest notifications of a log, in memory; delivery reads them synchronously. `createWindow` makes one that you can append to.
 *
 * Its numbers are positions, which only grow. As long as the epoch stays the same they equal the numbers in cursors. After a change of epoch they differ, so convert with `cursor` and
 * `place`.
 */
export interface LogWindow {
  /** Names this log: 1 to 32 of a-z and 0-9. It must change whenever acknowledged notifications may be lost. */
  readonly epoch: string;
  /** Number of the newest notification ever appended; 0 when there is none. */
  readonly head: number;
  /** Number of the oldest one retained; `head + 1` when there is none. */
  readonly oldest: number;
  /** How many notifications the window holds when it is full. */
  readonly capacity: number;
  /** Bytes of memory in use, for metrics only. */
  readonly bytes?: number;
  /** The cursor right after the notification of this number. */
  cursor(seq: number): string;
  /** The place for a reader that connects with `after`, with a gap if notifications after that cursor are lost. */
  place(after: After): Place;
  /** The place for a connected reader that has examined everything up to `seq`. */
  resume(seq: number): Place;
  /**
   * Returns the notifications after `seq` that pass the filter, up to the head or a limit, but always at least one.
   * @param seq at least `oldest - 1`; call `place` or `resume` first
   */
  read(seq: number, filter: EventFilter, limits: RunLimits): Run;
  /** Like `read`, as bytes. */
  cut(seq: number, filter: EventFilter, limits: RunLimits): Cut;
}
