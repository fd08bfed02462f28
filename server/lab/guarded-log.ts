import type { NotificationLog } from '../stream/log/notification-log.ts';

/** The log for clients. @param requirePublishing throws a PeerError while publishing is paused */
export function guardedLog(log: NotificationLog, requirePublishing: () => void): NotificationLog {
  return {
    get window() {
      return log.window;
    },
    async append(drafts) {
      requirePublishing();
      return log.append(drafts);
    },
    onAppend: (wake) => log.onAppend(wake),
    get ready() {
      return log.ready ?? true;
    },
    reach: (after) => log.reach?.(after),
    close: () => log.close(),
  };
}
