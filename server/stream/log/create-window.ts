import type { Draft } from '../protocol.ts';
import { writeDrafts } from './draft.ts';
import type { LogWindow } from './log-window.ts';
import { windowDefaults } from './memory-log.ts';
import { checkWindowOptions } from './memory-log-options.ts';
import { Window } from './window.ts';

export interface CreateWindowOptions {
  /**
   * Names the log: 1 to 32 of a-z and 0-9. All nodes that offer the same log must use the same name.
   * @example 'orders7'
   */
  readonly epoch: string;
  /**
   * How many notifications it retains at most.
   * @default 10_000
   * @example 1_000
   */
  readonly maxCount?: number;
  /**
   * How many bytes of memory they may take together.
   * @default 67_108_864 (64 MiB)
   * @example 16 * 1_048_576
   */
  readonly maxBytes?: number;
}

/** The window for a log on another engine. The log appends what the engine has stored. */
export interface AppendableWindow extends LogWindow {
  /**
   * Appends all drafts or none, and numbers them.
   * @param now the time of drafts without their own `at`, in milliseconds since the Unix epoch
   * @returns the ids
   * @throws PeerError `bad-message` or `too-large` for a draft that cannot be stored; it names the place in the array
   */
  append(drafts: readonly Draft[], now: number): readonly string[];
}

/**
 * Creates the window for a log of your own.
 * @throws TypeError or RangeError for a wrong option
 */
export function createWindow(options: CreateWindowOptions): AppendableWindow {
  checkWindowOptions(options);
  const { epoch, maxCount = windowDefaults.maxCount, maxBytes = windowDefaults.maxBytes } = options;
  return new Window({ epoch, maxCount, maxBytes });
}

/**
 * Checks drafts as `/publish` does. For a log that sends drafts to an engine before they come back into its window.
 * @param drafts an array of 1 to 1,000 values of any kind
 * @throws PeerError `bad-message` or `too-large`, with the place in the array
 */
export function checkDrafts(drafts: readonly Draft[]): void {
  writeDrafts(drafts, 0);
}
