import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { PeerError, quote } from '../../../stream/problem.ts';

/** Bytes. A run with every measure and ten rounds takes a third of this. */
const largestResult = 8 * 1_048_576;

/** Milliseconds within which the current upload must arrive, because others wait behind it. */
const patience = 15_000;

const tooLarge = () => new PeerError('too-large', `Expected a result of at most ${largestResult} bytes; got more. Read it at a terminal: --compare.`);

/** Checks the headers before the body is read. @throws PeerError */
export function requireResult({ 'content-type': type, 'content-encoding': encoding, 'content-length': length }: IncomingHttpHeaders): void {
  if (!/^application\/json\b/i.test(type ?? '') || encoding !== undefined) {
    throw new PeerError('bad-content-type', `Expected Content-Type: application/json, not encoded; got ${quote(type)}. Send the file as it is.`);
  }
  if (Number(length) > largestResult) throw tooLarge();
}

/**
 * Reads an uploaded result. After a refusal Node discards the rest of the body, so that the answer arrives.
 * @param gone aborted when the client has gone, because a request that was answered before its body was complete emits no `close`
 * @throws PeerError
 */
export function readResult(request: IncomingMessage, gone: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    const give = (error: PeerError) => {
      chunks = [];
      size = Number.POSITIVE_INFINITY;
      reject(error);
    };
    const late = setTimeout(
      () => give(new PeerError('slow-request', `Expected a whole file within ${patience / 1_000} s; got a part of one. Send it at once.`)),
      patience,
    );
    request.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size > largestResult) give(tooLarge());
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(Buffer.concat(chunks).toString()));
    const end = () => {
      clearTimeout(late);
      if (!request.complete) give(new PeerError('bad-request', 'Expected a whole file; got a part of one. Send it again.'));
    };
    request.once('close', end);
    gone.addEventListener('abort', end);
  });
}
