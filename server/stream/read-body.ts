import type { IncomingMessage } from 'node:http';
import { PeerError } from './problem.ts';

/** A request that other middleware may have parsed. */
interface ParsedRequest extends IncomingMessage {
  /** The result of a body parser: a value, a string or bytes. */
  body?: unknown;
}

/** A body as it came, or as a body parser has left it. */
export type Body = { readonly bytes: Buffer } | { readonly text: string } | { readonly value: unknown };

/**
 * Reads the whole body, or takes it from a body parser that has already read it.
 * @param most bytes
 * @returns a promise only if it must be waited for
 * @throws PeerError `too-large`; `bad-request` if it was cut short; `body-taken` if other middleware has read it and left nothing
 */
export function readBody(request: IncomingMessage, most: number): Body | Promise<Body> {
  requireSize(Number(request.headers['content-length'] ?? 0), most);
  if (request.destroyed && !request.complete) throw cutOff();
  if (isTaken(request)) return leftByParser(request, most);
  return readStream(request, most);
}

/** Whether other code has read the body or is reading it. A `readable` listener takes the bytes itself, so that nobody else gets them. */
const isTaken = (request: IncomingMessage): boolean =>
  request.readableDidRead || request.readableEnded || request.destroyed || request.listenerCount('readable') > 0;

function leftByParser({ body, readableEnded, headers }: ParsedRequest, most: number): Body {
  if (body === undefined || !readableEnded) {
    throw new PeerError(
      'body-taken',
      'Expected a body that nobody has read; got one that other middleware has begun to read. Mount express.json() and its like after attach.',
    );
  }
  if (Buffer.isBuffer(body)) {
    requireSize(body.byteLength, most);
    return { bytes: body };
  }
  if (typeof body === 'string') {
    requireSize(Buffer.byteLength(body), most);
    return { text: body };
  }
  // A chunked body had no length to check.
  if (headers['content-length'] === undefined) requireSize(lengthOf(body), most);
  return { value: body };
}

/** Bytes of the value as JSON; 0 if it is nested too deeply for `JSON.stringify`, which the later check of the messages refuses. */
function lengthOf(value: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(value));
  } catch {
    return 0;
  }
}

/** Reads the stream. A body that is too large is refused at once, before its end. */
function readStream(request: IncomingMessage, most: number): Promise<Body> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer | string) => {
      // Earlier middleware may have called `setEncoding`.
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk, request.readableEncoding ?? 'utf8') : chunk;
      size += bytes.byteLength;
      if (size > most) {
        chunks = [];
        reject(tooLarge(most));
        return;
      }
      // Merge small chunks: in chunks of one byte, a body would take a hundred times its size.
      if (chunks.push(bytes) === 1_024) chunks = [Buffer.concat(chunks)];
    });
    const cut = () => {
      // `close` comes after a whole body too. Create the error only if needed, because with its stack it costs a fifth of a publish.
      if (!request.complete) reject(cutOff());
    };
    // `on`, because each comes at most once and `once` would wrap every listener.
    request.on('end', () => resolve({ bytes: whole(chunks) }));
    // Which of the two comes first depends on the version of Node.
    request.on('error', cut);
    request.on('close', cut);
    // Earlier middleware may have paused it.
    request.resume();
  });
}

/** Does not copy a body of one chunk, as most are. */
function whole(chunks: readonly Buffer[]): Buffer {
  const [only] = chunks;
  return only && chunks.length === 1 ? only : Buffer.concat(chunks);
}

function requireSize(bytes: number, most: number): void {
  if (bytes > most) throw tooLarge(most);
}

const tooLarge = (most: number) =>
  new PeerError('too-large', `Expected a body of at most ${most} bytes; got more. Nothing was stored; send it in parts.`);

const cutOff = () => new PeerError('bad-request', 'Expected a whole body; got a part of one. Nothing was stored; send it again.');
