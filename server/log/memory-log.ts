import { randomInt } from 'node:crypto';
import { PeerError } from '../problem.ts';
import type { NotificationLog } from './notification-log.ts';
import { clock, tenths } from './wall-clock.ts';
import { Window, type WindowOptions } from './window.ts';

export interface MemoryLogOptions extends Partial<WindowOptions> {
  /** Milliseconds since the Unix epoch. Default: the system's clock, with a tenth of a millisecond. */
  readonly now?: () => number;
}

export const windowDefaults = { maxCount: 10_000, maxBytes: 64 * 1024 * 1024 } as const;

/**
 * The log of a single process: nothing to install, nothing survives a restart, and a new epoch says so.
 * @throws TypeError for an option that is none
 */
export function memoryLog(options: MemoryLogOptions = {}): NotificationLog {
  const { now, ...sizes } = checked({ now: preciseNow, epoch: newEpoch(), ...windowDefaults, ...given(options) });
  const window = new Window(sizes);
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

/** An option that is `undefined` is one that was left out. */
const given = (options: MemoryLogOptions) => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

function checked(options: Required<MemoryLogOptions>): Required<MemoryLogOptions> {
  const { epoch, maxCount, maxBytes, now } = options;
  const require = (fine: boolean, name: string, expected: string, got: unknown) => {
    if (!fine) throw new TypeError(`Expected \`${name}\` of memoryLog to be ${expected}; got ${String(got)}. Leave it out for the default.`);
  };
  require(Number.isSafeInteger(maxCount) && maxCount >= 1, 'maxCount', 'a whole number of notifications, 1 or more', maxCount);
  require(Number.isFinite(maxBytes) && maxBytes >= 1, 'maxBytes', 'a number of bytes, 1 or more', maxBytes);
  require(typeof epoch === 'string' && /^[a-z0-9]{1,32}$/.test(epoch), 'epoch', '1 to 32 of a to z and 0 to 9', epoch);
  require(typeof now === 'function', 'now', 'a function that tells milliseconds since the Unix epoch', now);
  return options;
}

/** Six base-36 characters, short because every id carries them: two starts in two billion share one. */
const newEpoch = () => randomInt(36 ** 5, 36 ** 6).toString(36);

const preciseNow = () => tenths(clock.now());
