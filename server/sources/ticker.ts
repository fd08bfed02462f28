import type { NotificationLog, Stop } from '../log/notification-log.ts';
import { type Draft, limits } from '../protocol.ts';

/**
 * Publishes `{"event":"ticker","data":{"count":n}}` on absolute deadlines, so that a late tick does not make the next one late. `at` is the
 * deadline: what the tick was scheduled for, not when the loop came round to it.
 * @param interval milliseconds
 */
export function startTicker(log: NotificationLog, interval: number): Stop {
  const now = () => performance.timeOrigin + performance.now();
  const start = now();
  let count = 1;
  let timer: NodeJS.Timeout;
  const scheduled = () => Math.round((start + count * interval) * 10) / 10;
  const schedule = () => {
    timer = setTimeout(tick, scheduled() - now());
  };
  const tick = () => {
    // Timers count whole milliseconds and come up to two too early: then none is due, and the rest is waited for.
    const due: Draft[] = [];
    for (; due.length < limits.arrayLength && scheduled() <= now(); count += 1) due.push({ event: 'ticker', data: { count }, at: scheduled() });
    // A tick that could not be stored is not made up for: the next one says the same.
    if (due.length > 0) log.append(due).catch(() => {});
    schedule();
  };
  schedule();
  return () => clearTimeout(timer);
}
