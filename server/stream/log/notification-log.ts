import type { Cursor, Draft } from '../protocol.ts';
import type { LogWindow } from './log-window.ts';

/** Ends what was started. Calling it twice is harmless. */
export type Stop = () => void;

/** The one stream: written by appending, read from memory. What an engine behind it decides is optional: a log without it can always store, and its window has all there is. */
export interface NotificationLog {
  /** What is retained; reading is synchronous and never leaves memory. */
  readonly window: LogWindow;
  /**
   * Stores all drafts with consecutive numbers, or none; those whose key is known are stored already. It checks them as `/publish` does, which hands over what it parsed.
   * @param drafts 1 to 1,000
   * @returns their ids, once stored
   * @throws PeerError `bad-message`, `too-large` or `key-taken`, with the place in the array; `unavailable` when they are not known to be stored
   */
  append(drafts: readonly Draft[]): Promise<readonly string[]>;
  /** Calls `wake` when the window has grown, by this node's appends before they resolve, or by those of another. */
  onAppend(wake: () => void): Stop;
  /** Whether it can store at present; `false` while its engine is away. A node that cannot is not ready. */
  readonly ready?: boolean;
  /**
   * Called with the cursor that a reader comes with, before the window is asked for its place. Other nodes may have told it already while this window lags behind the engine: then
   * it is not known yet whether the cursor is ahead of the log.
   * @returns a promise of when the window is as far as the engine was, or `undefined` if it need not be waited for
   * @throws PeerError `unavailable`, in the promise, if the engine is away and nobody can say
   */
  reach?(after: Cursor): Promise<void> | undefined;
  close(): Promise<void>;
}
