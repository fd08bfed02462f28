import { randomInt } from 'node:crypto';
import { PeerError } from '../problem.ts';
import { checkMemoryLogOptions, warnOfSiblings } from './memory-log-options.ts';
import type { NotificationLog } from './notification-log.ts';
import { clock, tenths } from './wall-clock.ts';
import { Window } from './window.ts';
import type { WindowOptions } from './window-options.ts';

export interface MemoryLogOptions extends Partial<WindowOptions> {
  /**
   * The clock for notifications that are published without a time: milliseconds since the Unix epoch.
   * @default the system's clock, with a tenth of a millisecond
   * @example () => Date.now()
   */
  readonly now?: () => number;
}

export const windowDefaults = { maxCount: 10_000, maxBytes: 64 * 1024 * 1024 } as const;

/**
 * The log of a single process: nothing to install, nothing survives a restart, and a new epoch says so. In a worker among several it warns.
 * @throws TypeError or RangeError for options that cannot be used
 */
export function memoryLog(options: MemoryLogOptions = {}): NotificationLog {
  checkMemoryLogOptions(options);
  warnOfSiblings();
  const { now = preciseNow, epoch = newEpoch(), maxCount = windowDefaults.maxCount, maxBytes = windowDefaults.maxBytes } = options;
  const window = new Window({ epoch, maxCount, maxBytes });
  const wakes = new Set<() => void>();
  let closed = false;
  return {
    window,
    async append(drafts) {
      if (closed) throw new PeerError('unavailable', 'Expected a running server; this one is shutting down. Nothing was stored; try another.');
      const ids = window.append(drafts, now());
      for (const wake of wakes) wake();
      return ids;
    },
    onAppend(wake) {
      wakes.add(wake);
      return () => wakes.delete(wake);
    },
    async close() {
      closed = true;
      wakes.clear();
    },
  };
}

/** Six base-36 characters, short because every id carries them: two starts in two billion share one. */
const newEpoch = () => randomInt(36 ** 5, 36 ** 6).toString(36);

const preciseNow = () => tenths(clock.now());
