import { randomInt } from 'node:crypto';
import { PeerError } from '../problem.ts';
import { checkMemoryLogOptions, warnOfSiblings } from './memory-log-options.ts';
import type { NotificationLog } from './notification-log.ts';
import { clock, tenths } from './wall-clock.ts';
import { Window } from './window.ts';
import type { WindowOptions } from './window-options.ts';

export interface MemoryLogOptions extends Partial<WindowOptions> {
  /**
   * Returns the time for notifications that are published without one, in milliseconds since the Unix epoch.
   * @default the system's clock, to a tenth of a millisecond
   * @example () => Date.now()
   */
  readonly now?: () => number;
}

export const windowDefaults = { maxCount: 10_000, maxBytes: 64 * 1024 * 1024 } as const;

/**
 * A log in the memory of one process. A restart loses everything; readers learn that from the new epoch. It warns in a process that is one of several workers.
 * @throws TypeError or RangeError for a wrong option
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

/** Six random base-36 characters, short because every id contains them. There are two billion, so two starts hardly ever share one. */
const newEpoch = () => randomInt(36 ** 5, 36 ** 6).toString(36);

const preciseNow = () => tenths(clock.now());
