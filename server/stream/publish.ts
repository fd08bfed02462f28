import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Admission } from './guard/admission.ts';
import type { Grant } from './guard/grant.ts';
import { rightsEnded } from './guard/rights.ts';
import type { Host } from './host.ts';
import { answerJson } from './http/json-response.ts';
import { lastResponseOf } from './http/socket-state.ts';
import type { NotificationLog } from './log/notification-log.ts';
import { PeerError, quote } from './problem.ts';
import { type Body, readBody } from './read-body.ts';
import { parseDrafts, parseJson } from './read-json.ts';

/** Adds `POST /publish`. @param most bytes of a body */
export function mountPublish(host: Host, admission: Admission, append: NotificationLog['append'], most: number): void {
  const publish = async (request: IncomingMessage, response: ServerResponse, grant: Grant): Promise<void> => {
    requirePlainJson(request.headers);
    let hasRights = true;
    const unfollow = grant.follow(() => {
      hasRights = false;
    });
    let body: Body;
    try {
      body = await bodyOf(request, most, host);
    } finally {
      unfollow();
    }
    // A body may take seconds to come.
    if (!hasRights) throw rightsEnded();
    const { value, bytes } = contentOf(body, request);
    grant.charge?.(bytes);
    const drafts = parseDrafts(value);
    grant.requirePublish(drafts);
    const ids = await append(drafts);
    // All answers of a turn leave together. Otherwise a client that is faster than the server falls asleep after each, and waking it up takes a fifth of the server's time for a publish.
    // But a request that was pipelined behind this one waits for the answer. At once, so that this turn stores it too, and each reader gets both with one write.
    if (lastResponseOf(request.socket) === response) await endOfTurn();
    answerJson(response, 201, Array.isArray(value) ? { ids } : { id: ids[0] });
  };
  host.route('POST', '/publish', (request, response) => {
    const asked = admission.publisher(request);
    // Each promise avoided saves about 1 % of the time of a publish.
    if (!(asked instanceof Promise)) return publish(request, response, asked);
    return asked.then((grant) => grant && publish(request, response, grant));
  });
}

function bodyOf(request: IncomingMessage, most: number, host: Host): Body | Promise<Body> {
  try {
    return readBody(request, most);
  } catch (error) {
    // Report it: only the operator of this server can fix the order of the middleware.
    if (error instanceof PeerError && error.code === 'body-taken') host.onError(error);
    throw error;
  }
}

const endOfTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** @returns the parsed body and its length in bytes */
function contentOf(body: Body, { headers }: IncomingMessage): { readonly value: unknown; readonly bytes: number } {
  // A body parser leaves only the value, but nearly every request has a `Content-Length`.
  if ('value' in body) return { value: body.value, bytes: Number(headers['content-length'] ?? 0) };
  if ('text' in body) return { value: parseJson(body.text), bytes: Buffer.byteLength(body.text) };
  return { value: parseJson(textOf(body.bytes)), bytes: body.bytes.byteLength };
}

/** Ignores a byte order mark, as RFC 8259, section 8.1 allows. A `TextDecoder` does the same but takes four times as long. */
function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new PeerError('bad-json', 'Expected UTF-8; got other bytes. Nothing was stored; encode the body as UTF-8.');
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function requirePlainJson({ 'content-type': type, 'content-encoding': encoding }: IncomingHttpHeaders): void {
  if (type === 'application/json' && encoding === undefined) return;
  const essence = type?.split(';', 1)[0]?.trim().toLowerCase();
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(type ?? '')?.[1]?.toLowerCase() ?? 'utf-8';
  const plain = encoding === undefined || encoding.toLowerCase() === 'identity';
  if (essence === 'application/json' && charset === 'utf-8' && plain) return;
  const got = plain ? quote(type) : `the encoding ${quote(encoding)}`;
  throw new PeerError(
    'bad-content-type',
    `Expected Content-Type: application/json, in UTF-8 and not encoded; got ${got}. Nothing was stored; send it plain.`,
  );
}
