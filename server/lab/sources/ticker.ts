import type { NotificationLog, Stop } from '../../stream/log/notification-log.ts';
import { type Clock, publishOnDeadlines } from './deadlines.ts';

/**
 * Publishes `{"event":"ticker","data":{"count":n}}` again and again. `at` is what the tick was scheduled for, not when the loop came round to it.
 * @param interval milliseconds
 */
export const startTicker = (log: NotificationLog, interval: number, clock?: Clock): Stop =>
  publishOnDeadlines(log, { period: interval, draft: (count) => ({ event: 'ticker', data: { count } }) }, clock);
