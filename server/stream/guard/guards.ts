import type { IncomingMessage, ServerResponse } from 'node:http';
import { PeerError } from '../problem.ts';
import type { HostGuard } from './host-names.ts';
import { foreignOrigin, type OriginGuard } from './origin.ts';
import type { Remedies } from './remedies.ts';

/** The checks that every request passes. */
export interface Guards {
  readonly host: HostGuard;
  readonly origin: OriginGuard;
  /** Called with every request and upgrade that passed the host check. @default admits all @throws PeerError to refuse */
  readonly admit?: (request: IncomingMessage) => void;
  /** The remedies in refusals of a foreign origin. @default the lab's flags */
  readonly remedies?: Remedies;
  /** Called once with each Host and Origin that was refused. @default none */
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
    // Node's parser accepts 0.9 and 2.0 as well, whose requests need no Host.
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
 * Sends CORS headers to the allowed origins (Fetch standard, section 3.2). Other origins get none, so their browsers block the answer.
 * @param method the one that the path accepts
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

/** An allowed origin may send any header field that its browser asks for, because a token may be in `Authorization` or in a field of the app's own. */
function allowedFields({ headers }: IncomingMessage): string {
  const asked = (headers['access-control-request-headers'] ?? '').split(',').map((name) => name.trim());
  return [...fields, ...asked.filter((name) => /^[\w-]+$/.test(name) && !fields.some((known) => known.toLowerCase() === name.toLowerCase()))].join(
    ', ',
  );
}
