import type { Host } from '../host.ts';
import { answerJson } from '../http/json-response.ts';
import { PeerError } from '../problem.ts';

/** `/healthz` says that the process serves, `/readyz` that it takes new work. */
export function mountHealth(host: Host, isReady: () => boolean): void {
  host.route('GET', '/healthz', (_request, response) => answerJson(response, 200, { status: 'ok' }));
  host.route('GET', '/readyz', (_request, response) => {
    if (!isReady()) throw new PeerError('unavailable', 'Expected a server that takes new work; this one is shutting down. Ask another.');
    answerJson(response, 200, { status: 'ok' });
  });
}
