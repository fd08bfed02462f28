import type { Host } from '../host.ts';
import { answerJson } from '../http/json-response.ts';
import type { NotificationLog } from '../log/notification-log.ts';
import { PeerError } from '../problem.ts';

/** `/healthz` answers 200 while the process serves, `/readyz` while it accepts new work. */
export function mountHealth(host: Host, { isOpen, log }: { readonly isOpen: () => boolean; readonly log: NotificationLog }): void {
  host.route('GET', '/healthz', (_request, response) => answerJson(response, 200, { status: 'ok' }));
  host.route('GET', '/readyz', (_request, response) => {
    if (!isOpen()) throw new PeerError('unavailable', 'Expected a server that takes new work; this one is shutting down. Ask another.');
    if (log.ready === false)
      throw new PeerError('unavailable', 'Expected a log that can store; its engine does not answer at present. Ask another, or again later.');
    answerJson(response, 200, { status: 'ok' });
  });
}
