import type { IncomingMessage } from 'node:http';
import { PeerError, quote } from '../../problem.ts';

/** Bytes: a run with every measure and ten rounds takes a third of it. */
const largestResult = 8 * 1_048_576;

/** A result as it was sent. @throws PeerError */
export async function readResult(request: IncomingMessage): Promise<string> {
  const type = request.headers['content-type'];
  if (!/^application\/json\b/i.test(type ?? '') || request.headers['content-encoding'] !== undefined) {
    throw new PeerError('bad-content-type', `Expected Content-Type: application/json, not encoded; got ${quote(type)}. Send the file as it is.`);
  }
  const tooLarge = () =>
    new PeerError('too-large', `Expected a result of at most ${largestResult} bytes; got more. Read it at a terminal: --compare.`);
  if (Number(request.headers['content-length']) > largestResult) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.byteLength;
      if (size > largestResult) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof PeerError) throw error;
    throw new PeerError('bad-request', 'Expected a whole file; got a part of one. Send it again.');
  }
  return Buffer.concat(chunks).toString();
}
