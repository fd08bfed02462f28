import type { IncomingMessage } from 'node:http';
import { PeerError } from './problem.ts';

/** What middleware before us may have made of a request. */
interface ParsedRequest extends IncomingMessage {
  /** What a body parser has left: a value, a string or bytes. */
  body?: unknown;
}

/** A body as it came, or as a parser has left it. */
export type Body = { readonly bytes: Buffer } | { readonly text: string } | { readonly value: unknown };

/**
 * The whole body. Where a parser has read it already, it is what the parser has left: its stream says nothing any more.
 * @param most bytes
 * @returns a promise only where it has to be waited for
 * @throws PeerError `too-large`; `bad-request` if it was cut; `body-taken` if somebody has read it and not said what it was
 */
export function readBody(request: IncomingMessage, most: number): Body | Promise<Body> {
  requireSize(Number(request.headers['content-length'] ?? 0), most);
  if (request.destroyed && !request.complete) throw cutOff();
  if (isTaken(request)) return leftByParser(request, most);
  return readStream(request, most);
}

/** An empty body has ended without a byte; who listens for `readable` takes the bytes one by one, so that nobody else can. */
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
  // In chunks it came without a length.
  if (headers['content-length'] === undefined) requireSize(lengthOf(body), most);
  return { value: body };
}

/** What is nested too deeply to be written is refused for that, by whoever looks at the messages. */
function lengthOf(value: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(value));
  } catch {
    return 0;
  }
}

/** The answer to a body that is too large does not wait for its end. */
function readStream(request: IncomingMessage, most: number): Promise<Body> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer | string) => {
      // Somebody before us may have asked for text.
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk, request.readableEncoding ?? 'utf8') : chunk;
      size += bytes.byteLength;
      if (size > most) {
        chunks = [];
        reject(tooLarge(most));
        return;
      }
      // A body in chunks of one byte each would weigh a hundred times what it holds.
      if (chunks.push(bytes) === 1_024) chunks = [Buffer.concat(chunks)];
    });
    const cut = () => {
      // A request closes after every whole body too; an error with its stack, made for nobody, cost a fifth of a publish.
      if (!request.complete) reject(cutOff());
    };
    // Each comes once at most; `once` would wrap every one of them.
    request.on('end', () => resolve({ bytes: whole(chunks) }));
    // Which of the two tells first depends on the version of Node.
    request.on('error', cut);
    request.on('close', cut);
    // Who waited for something may have paused it.
    request.resume();
  });
}

/** Most bodies come in one chunk, which need not be copied. */
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
