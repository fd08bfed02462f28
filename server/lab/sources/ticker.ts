import type { NotificationLog, Stop } from '../../stream/log/notification-log.ts';
import { type Clock, publishOnDeadlines } from './deadlines.ts';

/**
 * Publishes `{"event":"ticker","data":{"count":n}}` at an interval. `at` is the scheduled time, not the time at which the event loop got to it.
 * @param interval milliseconds
 */
export const startTicker = (log: NotificationLog, interval: number, clock?: Clock): Stop =>
  publishOnDeadlines(log, { period: interval, draft: (count) => ({ event: 'ticker', data: { count } }) }, clock);
