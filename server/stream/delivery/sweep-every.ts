import type { Stop } from '../log/notification-log.ts';

/**
 * Calls `sweep` again and again, each time once all that has arrived is read. After a time in which this process stood still, timers run first: peers would be
 * judged by silence although their answers wait in their sockets.
 * @param interval milliseconds
 * @returns a function that stops it
 */
export function sweepEvery(interval: number, sweep: () => void): Stop {
  let due: NodeJS.Immediate | undefined;
  const timer = setInterval(() => {
    clearImmediate(due);
    due = setImmediate(sweep);
  }, interval);
  return () => {
    clearInterval(timer);
    clearImmediate(due);
  };
}
