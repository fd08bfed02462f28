import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Host } from './host.ts';
import { parseDrafts, parseJson } from './input.ts';
import { answerJson } from './json-response.ts';
import type { NotificationLog } from './log/notification-log.ts';
import { PeerError, quote } from './problem.ts';
import { limits } from './protocol.ts';

/** `POST /publish`: whatever happens outside comes in here. */
export function mountPublish(host: Host, append: NotificationLog['append']): void {
  host.route('POST', '/publish', async (request, response) => {
    const body = await readJson(request);
    const ids = await append(parseDrafts(body));
    answerJson(response, 201, Array.isArray(body) ? { ids } : { id: ids[0] });
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

async function readJson(request: IncomingMessage): Promise<unknown> {
  requirePlainJson(request.headers);
  const body = await readBody(request);
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    throw new PeerError('bad-json', 'Expected UTF-8; got other bytes. Nothing was stored; encode the body as UTF-8.');
  }
  return parseJson(text);
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

/** The answer to a body that is too large does not wait for its end. */
function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLarge = () =>
      reject(new PeerError('too-large', `Expected a body of at most ${limits.messageBytes} bytes; got more. Nothing was stored; send it in parts.`));
    if (Number(request.headers['content-length']) > limits.messageBytes) {
      tooLarge();
      return;
    }
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size > limits.messageBytes) {
        chunks = [];
        tooLarge();
        return;
      }
      // A body in chunks of one byte each would weigh a hundred times what it holds.
      if (chunks.push(chunk) === 1_024) chunks = [Buffer.concat(chunks)];
    });
    const cut = () => {
      // A request closes after every whole body too; an error with its stack, made for nobody, cost a fifth of a publish.
      if (request.complete) return;
      reject(new PeerError('bad-request', 'Expected a whole body; got a part of one. Nothing was stored; send it again.'));
    };
    request.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    // Which of the two tells first depends on the version of Node.
    request.once('error', cut);
    request.once('close', cut);
  });
}
