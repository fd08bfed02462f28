import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { PeerError, quote } from '../problem.ts';
import { labFlags } from './remedies.ts';

/** What the origin of a request is to this server. */
type OriginVerdict = 'none' | 'own' | 'allowed' | 'foreign';

export type OriginGuard = (request: IncomingMessage) => OriginVerdict;

/**
 * Writes an origin as browsers do (RFC 6454, section 6.2): in lower case, without the default port of its scheme.
 * @param text may end with a slash; schemes of apps (`capacitor://localhost`) and `null` are accepted
 * @returns `undefined` if no browser would send it: a path, a wildcard, no scheme
 */
export function normaliseOrigin(text: string): string | undefined {
  const origin = text.toLowerCase();
  if (origin === 'null') return origin;
  if (!/^https?:/.test(origin)) return /^([a-z][a-z\d+.-]*:\/\/[\w.-]*(?::\d+)?)\/?$/.exec(origin)?.[1];
  if (!/^https?:\/\/[^/?#@*\s]+\/?$/.test(origin) || !URL.canParse(origin)) return undefined;
  return new URL(origin).origin;
}

/** Removes the default ports 80 and 443, because a proxy that terminates TLS may name the port or not. */
const withoutUsualPort = (host: string): string => host.replace(/:(?:80|443)?$/, '');

/**
 * Compares the origin of a request with its `Host`: same host and port means `own`. A plain HTTP server accepts either scheme, because a proxy in front may terminate TLS; a TLS server
 * accepts only `https:`. A request without `Origin` comes from a program or from a page of the same origin: `none`.
 * @param allowed further origins, such as `https://app.example`
 * @param forwarded returns the page's host and scheme from the headers of a trusted proxy
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

/** The host and scheme that a page was loaded from, as a proxy reports them. */
export interface Forwarded {
  /** With port, like the header `Host`. */
  readonly host?: string | undefined;
  readonly scheme?: string | undefined;
}

const nothing = (): Forwarded => ({});

/** @param remedies how to allow the origin, for the error */
export function foreignOrigin({ headers }: IncomingMessage, remedies = labFlags): PeerError {
  const origin = normaliseOrigin(headers.origin ?? '');
  const remedy = origin === undefined ? 'Name one origin, as RFC 6454, section 7 has it.' : remedies.origin(origin);
  return new PeerError(
    'foreign-origin',
    `Expected a page of ${quote(headers.host)} itself; got one of the origin ${quote(headers.origin)}. ${remedy}`,
  );
}
