import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import express from 'express';
import type { Host } from './host.ts';
import { parseDrafts } from './input.ts';
import { answerJson } from './json-response.ts';
import type { NotificationLog } from './log/notification-log.ts';
import { PeerError, quote } from './problem.ts';
import { limits } from './protocol.ts';

/** `POST /publish`: whatever happens outside comes in here. */
export function mountPublish(host: Host, log: NotificationLog): void {
  host.route('POST', '/publish', async (request, response) => {
    const body = await readJson(request, response);
    const ids = await log.append(parseDrafts(body));
    answerJson(response, 201, Array.isArray(body) ? { ids } : { id: ids[0] });
  });
}

const parseBody = express.json({
  limit: limits.messageBytes,
  strict: false,
  inflate: false,
  type: 'application/json',
  verify(_request, _response, body) {
    if (!isUtf8(body)) throw new PeerError('bad-json', 'Expected UTF-8; got other bytes. Encode the body as UTF-8.');
  },
});

/** What the body parser's errors are called on the wire. */
function bodyError(error: { type?: string; message: string }): unknown {
  const refuse = { Connection: 'close' };
  switch (error.type) {
    case 'entity.too.large':
      return new PeerError(
        'too-large',
        `Expected a body of at most ${limits.messageBytes} bytes; got more. Nothing was stored; send it in parts.`,
        refuse,
      );
    case 'entity.parse.failed':
      return new PeerError('bad-json', `Expected JSON; the parser says: ${error.message} Nothing was stored; send one JSON value.`);
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return new PeerError('bad-content-type', `Expected UTF-8 without content encoding; ${error.message}. Send it plain.`, refuse);
    case 'request.aborted':
    case 'request.size.invalid':
      return new PeerError('bad-request', 'Expected as many bytes as Content-Length says; got others.', refuse);
    default:
      return error;
  }
}

async function readJson(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  const type = request.headers['content-type'];
  if (type?.split(';', 1)[0]?.trim().toLowerCase() !== 'application/json') {
    throw new PeerError('bad-content-type', `Expected Content-Type: application/json; got ${quote(type)}. Nothing was stored; say what you send.`, {
      Connection: 'close',
    });
  }
  const parsed = request as IncomingMessage & { body?: unknown };
  await new Promise<void>((resolve, reject) => {
    parseBody(request, response, (error?: Error & { type?: string }) => {
      if (error) reject(error instanceof PeerError ? error : bodyError(error));
      else resolve();
    });
  });
  if (parsed.body === undefined) throw new PeerError('bad-json', 'Expected JSON; got an empty body. Send {"event":…,"data":…}.');
  return parsed.body;
}
