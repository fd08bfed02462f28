import type { IncomingMessage } from 'node:http';
import type { Host } from '../stream/host.ts';
import type { NotificationLog } from '../stream/log/notification-log.ts';
import { mountHealth } from '../stream/observe/health.ts';
import { PeerError } from '../stream/problem.ts';
import { behind } from './access/behind.ts';
import { mountNaive } from './apparatus/naive/index.ts';
import type { Visitors } from './limits/visitors.ts';
import { mountPush } from './scenes/push/push-route.ts';

interface Beside {
  readonly log: NotificationLog;
  readonly isOpen: () => boolean;
  readonly naive: boolean;
  readonly requireReader: (request: IncomingMessage) => void;
  readonly visitors: Visitors;
}

/** What every lab answers beside its streams. */
export function mountBeside(host: Host, { log, isOpen, naive, requireReader, visitors }: Beside): void {
  mountHealth(host, { isOpen, log });
  const readers = behind(host, requireReader);
  mountPush(behind(readers, visitors.chargePush), (drafts) => {
    if (!isOpen()) throw new PeerError('unavailable', 'Expected a running lab; this one is shutting down. Push it again later.');
    return log.append(drafts);
  });
  if (naive) mountNaive(readers, log);
}
