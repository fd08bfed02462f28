import type { IncomingMessage } from 'node:http';
import { PeerError, quote } from '../problem.ts';

/** What the origin of a request is to this server. */
type OriginVerdict = 'none' | 'own' | 'allowed' | 'foreign';

export type OriginGuard = (request: IncomingMessage) => OriginVerdict;

/**
 * Own is an origin whose host and port equal `Host`, with either scheme: a proxy may end TLS. No `Origin` means no browser.
 * @param allowed further origins, such as `https://app.example`
 */
export function originGuard(allowed: readonly string[]): OriginGuard {
  const names = new Set(allowed.map((origin) => origin.toLowerCase().replace(/\/$/, '')));
  return ({ headers }) => {
    const origin = headers.origin?.toLowerCase();
    if (origin === undefined) return 'none';
    if (/^https?:\/\/(.+)$/.exec(origin)?.[1] === headers.host?.toLowerCase()) return 'own';
    return names.has(origin) ? 'allowed' : 'foreign';
  };
}

export const foreignOrigin = (request: IncomingMessage): PeerError =>
  new PeerError(
    'foreign-origin',
    `Expected a request from this server's own pages; got the origin ${quote(request.headers.origin)}. Start it with \`--allow-origin\` if the page is yours.`,
  );
