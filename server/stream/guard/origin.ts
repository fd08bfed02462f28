import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
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
 * Own is an origin whose host and port equal `Host`. A server of plain HTTP takes either scheme, because a proxy may end TLS; one with TLS was asked by no page of `http:`. No `Origin` means no browser.
 * @param allowed further origins, such as `https://app.example`
 * @param forwarded what a proxy says of the page, where one is trusted
 */
export function originGuard(allowed: readonly string[], forwarded: (request: IncomingMessage) => Forwarded = nothing): OriginGuard {
  const names = new Set(allowed.map(normaliseOrigin));
  return (request) => {
    const { headers, socket } = request;
    const origin = headers.origin?.toLowerCase();
    if (origin === undefined) return 'none';
    const { host = headers.host, scheme = socket instanceof TLSSocket ? 'https' : undefined } = forwarded(request);
    const [, spoken, place] = /^(https?):\/\/(.+)$/.exec(origin) ?? [];
    const isScheme = scheme === undefined || scheme === spoken;
    if (place !== undefined && isScheme && withoutUsualPort(place) === withoutUsualPort(host?.toLowerCase() ?? '')) return 'own';
    return origin !== '' && names.has(normaliseOrigin(origin) ?? '') ? 'allowed' : 'foreign';
  };
}

/** How a page was reached, as a proxy tells it. */
export interface Forwarded {
  /** With its port, as a `Host` has it. */
  readonly host?: string | undefined;
  readonly scheme?: string | undefined;
}

const nothing = (): Forwarded => ({});

/** @param remedies what to tell them */
export function foreignOrigin({ headers }: IncomingMessage, remedies = labFlags): PeerError {
  const origin = normaliseOrigin(headers.origin ?? '');
  const remedy = origin === undefined ? 'Name one origin, as RFC 6454, section 7 has it.' : remedies.origin(origin);
  return new PeerError(
    'foreign-origin',
    `Expected a page of ${quote(headers.host)} itself; got one of the origin ${quote(headers.origin)}. ${remedy}`,
  );
}
