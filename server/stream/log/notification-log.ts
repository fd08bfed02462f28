import type { Cursor, Draft } from '../protocol.ts';
import type { LogWindow } from './log-window.ts';

/** Stops what was started. May be called twice. */
export type Stop = () => void;

/** A log of notifications. You write it with `append` and read it from its window. `ready` and `reach` are only for a log with an engine behind it, such as Redis. */
export interface NotificationLog {
  /** The retained notifications, in memory. */
  readonly window: LogWindow;
  /**
   * Stores all drafts with consecutive numbers, or none. A draft whose key is known is not stored again. It must check drafts (`checkDrafts` does): `/publish` passes on whatever it parsed.
   * @param drafts 1 to 1,000
   * @returns their ids, once they are stored
   * @throws PeerError `bad-message`, `too-large` or `key-taken`, with the place in the array; `unavailable` if it is unknown whether they are stored
   */
  append(drafts: readonly Draft[]): Promise<readonly string[]>;
  /** Calls `wake` when the window has grown, by an append of this node (before it resolves) or of another node. */
  onAppend(wake: () => void): Stop;
  /** Whether it can store now; `false` while its engine is away. The health check then reports the node as not ready. */
  readonly ready?: boolean;
  /**
   * Called with the cursor of a new reader before `window.place`. The cursor may come from another node while this window lags behind the engine, and would then seem to be ahead of the
   * log.
   * @returns a promise that resolves when the window has caught up with the engine, or `undefined` if there is nothing to wait for
   * @throws PeerError `unavailable`, by the promise, if the engine is away
   */
  reach?(after: Cursor): Promise<void> | undefined;
  close(): Promise<void>;
}
