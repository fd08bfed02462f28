import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Admission } from './guard/admission.ts';
import type { Host } from './host.ts';
import { answerJson } from './http/json-response.ts';
import type { NotificationLog } from './log/notification-log.ts';
import { PeerError, quote } from './problem.ts';
import { readBody } from './read-body.ts';
import { parseDrafts, parseJson } from './read-json.ts';

/** `POST /publish`: whatever happens outside comes in here. @param most bytes of a body */
export function mountPublish(host: Host, admission: Admission, append: NotificationLog['append'], most: number): void {
  host.route('POST', '/publish', async (request, response) => {
    const asked = admission.publisher(request);
    const grant = asked instanceof Promise ? await asked : asked;
    if (!grant) return;
    const { value: body, bytes } = await readJson(request, most).catch((error: unknown) => {
      // Whoever publishes can do nothing about it; whoever runs this server can.
      if (error instanceof PeerError && error.code === 'body-taken') host.onError(error);
      throw error;
    });
    grant.charge?.(bytes);
    const drafts = parseDrafts(body);
    grant.requirePublish(drafts);
    const ids = await append(drafts);
    answerJson(response, 201, Array.isArray(body) ? { ids } : { id: ids[0] });
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

async function readJson(request: IncomingMessage, most: number): Promise<{ readonly value: unknown; readonly bytes: number }> {
  requirePlainJson(request.headers);
  const body = await readBody(request, most);
  // What a parser has left says nothing of its size, but came with a length nearly always.
  if ('value' in body) return { value: body.value, bytes: Number(request.headers['content-length'] ?? 0) };
  if ('text' in body) return { value: parseJson(body.text), bytes: body.text.length };
  return { value: parseJson(textOf(body.bytes)), bytes: body.bytes.byteLength };
}

function textOf(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new PeerError('bad-json', 'Expected UTF-8; got other bytes. Nothing was stored; encode the body as UTF-8.');
  }
}

function requirePlainJson({ 'content-type': type, 'content-encoding': encoding }: IncomingHttpHeaders): void {
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
