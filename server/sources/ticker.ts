import type { NotificationLog, Stop } from '../log/notification-log.ts';

/**
 * Publishes `{"event":"ticker","data":{"count":n}}` on absolute deadlines, so that a late tick does not make the next one late. `at` is the
 * deadline: what the tick was scheduled for, not when the loop came round to it.
 * @param interval milliseconds
 */
export function startTicker(log: NotificationLog, interval: number): Stop {
  const start = performance.timeOrigin + performance.now();
  let count = 0;
  let timer: NodeJS.Timeout;
  const scheduled = () => Math.round((start + count * interval) * 10) / 10;
  const schedule = () => {
    count += 1;
    timer = setTimeout(tick, scheduled() - (performance.timeOrigin + performance.now()));
  };
  const tick = () => {
    // A tick that could not be stored is not made up for: the next one says the same.
    log.append([{ event: 'ticker', data: { count }, at: scheduled() }]).catch(() => {});
    schedule();
  };
  schedule();
  return () => clearTimeout(timer);
}
