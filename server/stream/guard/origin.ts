import type { IncomingMessage } from 'node:http';
import { PeerError, quote } from '../problem.ts';
import { labFlags } from './remedies.ts';

/** What the origin of a request is to this server. */
type OriginVerdict = 'none' | 'own' | 'allowed' | 'foreign';

export type OriginGuard = (request: IncomingMessage) => OriginVerdict;

/**
 * An origin as a browser would say it (RFC 6454, section 6.2): in lower case, without the port that its scheme implies.
 * @param text may end with a slash; schemes of apps are taken (`capacitor://localhost`), and so is `null`
 * @returns `undefined` if no browser ever says such a thing: a path, a wildcard, no scheme
 */
export function normaliseOrigin(text: string): string | undefined {
  const origin = text.toLowerCase();
  if (origin === 'null') return origin;
  if (!/^https?:/.test(origin)) return /^([a-z][a-z\d+.-]*:\/\/[\w.-]*(?::\d+)?)\/?$/.exec(origin)?.[1];
  if (!/^https?:\/\/[^/?#@*\s]+\/?$/.test(origin) || !URL.canParse(origin)) return undefined;
  return new URL(origin).origin;
}

/** A proxy may end TLS, and may name the port or not: the ports that browsers leave out are no port. */
const withoutUsualPort = (host: string): string => host.replace(/:(?:80|443)?$/, '');

/**
 * Own is an origin whose host and port equal `Host`, with either scheme: a proxy may end TLS. No `Origin` means no browser.
 * @param allowed further origins, such as `https://app.example`
 */
export function originGuard(allowed: readonly string[]): OriginGuard {
  const names = new Set(allowed.map(normaliseOrigin));
  return ({ headers }) => {
    const origin = headers.origin?.toLowerCase();
    if (origin === undefined) return 'none';
    const place = /^https?:\/\/(.+)$/.exec(origin)?.[1];
    if (place !== undefined && withoutUsualPort(place) === withoutUsualPort(headers.host?.toLowerCase() ?? '')) return 'own';
    return origin !== '' && names.has(normaliseOrigin(origin) ?? '') ? 'allowed' : 'foreign';
  };
}

/** @param remedies what to tell them */
export function foreignOrigin({ headers }: IncomingMessage, remedies = labFlags): PeerError {
  const origin = normaliseOrigin(headers.origin ?? '');
  const remedy = origin === undefined ? 'Name one origin, as RFC 6454, section 7 has it.' : remedies.origin(origin);
  return new PeerError(
    'foreign-origin',
    `Expected a page of ${quote(headers.host)} itself; got one of the origin ${quote(headers.origin)}. ${remedy}`,
  );
}
