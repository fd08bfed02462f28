import type { Draft } from '../protocol.ts';
import type { Window } from './window.ts';

/** Ends what was started. Calling it twice is harmless. */
export type Stop = () => void;

/** The one stream: written by appending, read from memory. */
export interface NotificationLog {
  /** What is retained; reading is synchronous and never leaves memory. */
  readonly window: Window;
  /**
   * Stores all drafts with consecutive numbers, or none.
   * @returns their ids, once stored
   * @throws PeerError `too-large`, `bad-message`, or `unavailable` when they are not known to be stored
   */
  append(drafts: readonly Draft[]): Promise<readonly string[]>;
  /** Calls `wake` after every append, before the append resolves. */
  onAppend(wake: () => void): Stop;
  close(): Promise<void>;
}
