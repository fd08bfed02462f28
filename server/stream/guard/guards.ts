import type { IncomingMessage, ServerResponse } from 'node:http';
import { PeerError } from '../problem.ts';
import type { HostGuard } from './host-names.ts';
import { foreignOrigin, type OriginGuard } from './origin.ts';
import type { Remedies } from './remedies.ts';

/** Who may ask a server. */
export interface Guards {
  readonly host: HostGuard;
  readonly origin: OriginGuard;
  /** Asked about every request and upgrade of a known name. Default: all are admitted. @throws PeerError */
  readonly admit?: (request: IncomingMessage) => void;
  /** What is told to those of a foreign origin. Default: the lab's flags. */
  readonly remedies?: Remedies;
  /** Is given each Host and Origin that was refused, once. Default: nobody is told. */
  readonly onRefusal?: (error: PeerError) => void;
}

/** @throws PeerError `bad-request` or `unknown-host` */
export function requireHost(request: IncomingMessage, guards: Guards): void {
  const { headers, httpVersion } = request;
  if (httpVersion === '1.1') {
    if (headers.host === undefined) {
      throw new PeerError('bad-request', 'Expected a Host header, as HTTP/1.1 requires; got none. See RFC 9112, section 3.2.');
    }
  } else if (httpVersion !== '1.0') {
    // Node's parser takes 0.9 and 2.0 as well, and their requests need no Host.
    throw new PeerError('bad-request', `Expected HTTP/1.0 or 1.1; got ${httpVersion}. See RFC 9112, section 2.3.`, { Connection: 'close' });
  }
  guards.host(headers.host);
  guards.admit?.(request);
}

/** @throws PeerError `foreign-origin` */
export function requireOrigin(request: IncomingMessage, { origin, remedies }: Guards): void {
  if (origin(request) === 'foreign') throw foreignOrigin(request, remedies);
}

/**
 * CORS for the origins that were allowed (Fetch standard, section 3.2); everybody else gets no such header, and his browser does the rest.
 * @param method the one that the path takes
 * @returns true if the request was a preflight and is answered
 * @throws PeerError `foreign-origin`
 */
export function answerPreflight(request: IncomingMessage, response: ServerResponse, method: string, guards: Guards): boolean {
  const verdict = guards.origin(request);
  if (verdict === 'none' || verdict === 'own') return false;
  if (verdict === 'foreign') {
    if (method !== 'GET') throw foreignOrigin(request, guards.remedies);
    return false;
  }
  response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '');
  response.setHeader('Vary', 'Origin');
  if (request.method !== 'OPTIONS') return false;
  response.writeHead(204, { 'Access-Control-Allow-Methods': method, 'Access-Control-Allow-Headers': allowedFields(request) }).end();
  return true;
}

const fields = ['Content-Type', 'Last-Event-ID'];

/** Tokens travel in `Authorization` or in a field of somebody's own: a page of an origin that was allowed may send the fields that its browser asks for. */
function allowedFields({ headers }: IncomingMessage): string {
  const asked = (headers['access-control-request-headers'] ?? '').split(',').map((name) => name.trim());
  return [...fields, ...asked.filter((name) => /^[\w-]+$/.test(name) && !fields.some((known) => known.toLowerCase() === name.toLowerCase()))].join(
    ', ',
  );
}
