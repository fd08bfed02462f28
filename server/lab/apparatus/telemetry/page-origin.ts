import type { IncomingMessage } from 'node:http';
import { type OriginGuard, originGuard } from '../../../stream/guard/origin.ts';
import type { ReadForwarded } from '../../forwarded.ts';

/**
 * The origin guard of a telemetry server on its own port. The page comes from another port of the same host, so its origin differs from `Host` here.
 * @param allowed origins besides the page's
 * @param pagePort the port of the page
 * @param forwarded reads host and scheme of the page from a trusted proxy's headers
 */
export function pageOriginGuard(allowed: readonly string[], pagePort: () => number, forwarded: ReadForwarded): OriginGuard {
  const ordinary = originGuard(allowed, forwarded);
  return (request: IncomingMessage) => {
    const { origin, host } = request.headers;
    if (origin === undefined || !URL.canParse(origin)) return ordinary(request);
    const { protocol, hostname, port, origin: exact } = new URL(origin);
    const isPage = /^https?:$/.test(protocol) && exact === origin.toLowerCase() && Number(port || (protocol === 'https:' ? 443 : 80)) === pagePort();
    if (isPage && hostname === host?.replace(/:\d*$/, '').toLowerCase()) return 'own';
    const verdict = ordinary(request);
    return verdict === 'own' ? 'foreign' : verdict;
  };
}
