import type { Draft } from '../protocol.ts';
import type { LogWindow } from './log-window.ts';

/** Ends what was started. Calling it twice is harmless. */
export type Stop = () => void;

/** The one stream: written by appending, read from memory. */
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
  /** Calls `wake` after every append, before the append resolves. */
  onAppend(wake: () => void): Stop;
  close(): Promise<void>;
}
