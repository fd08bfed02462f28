import type { Draft } from '../protocol.ts';
import { writeDrafts } from './draft.ts';
import type { LogWindow } from './log-window.ts';
import { windowDefaults } from './memory-log.ts';
import { checkWindowOptions } from './memory-log-options.ts';
import { Window } from './window.ts';

export interface CreateWindowOptions {
  /**
   * Names the log: 1 to 32 of a-z and 0-9. Two nodes that offer the same log give it the same.
   * @example 'orders7'
   */
  readonly epoch: string;
  /**
   * Notifications retained at most.
   * @default 10_000
   * @example 1_000
   */
  readonly maxCount?: number;
  /**
   * Bytes kept for them at most, all in all.
   * @default 67_108_864 (64 MiB)
   * @example 16 * 1_048_576
   */
  readonly maxBytes?: number;
}

/** A window that a log on another engine fills with what comes back from there. */
export interface AppendableWindow extends LogWindow {
  /**
   * Appends all or none, and numbers them.
   * @param now stands in for a draft without its own `at`, milliseconds since the Unix epoch
   * @returns the ids
   * @throws PeerError `bad-message` or `too-large` for what cannot be stored; it names the place in the array
   */
  append(drafts: readonly Draft[], now: number): readonly string[];
}

/**
 * The retained end of a log of your own.
 * @throws TypeError or RangeError for options that cannot be used
 */
export function createWindow(options: CreateWindowOptions): AppendableWindow {
  checkWindowOptions(options);
  const { epoch, maxCount = windowDefaults.maxCount, maxBytes = windowDefaults.maxBytes } = options;
  return new Window({ epoch, maxCount, maxBytes });
}

/**
 * Refuses what `/publish` refuses, for a log that hands drafts to an engine before they come back into its window.
 * @param drafts an array of 1 to 1,000: anything may be in it
 * @throws PeerError `bad-message` or `too-large`, with the place in the array
 */
export function checkDrafts(drafts: readonly Draft[]): void {
  writeDrafts(drafts, 0);
}
