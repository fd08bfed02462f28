import type { Receipt } from '../../server/stream/protocol.ts';
import { exchange } from './ask.ts';
import { parse } from './read.ts';
import { mismatch, StreamError, streamError } from './stream-error.ts';
import type { Question } from './transport.ts';

/** Marks a publish that failed without an answer of the server as uncertain: it may have been stored or not. A proxy may have answered; one that refused it did not pass it on. */
export function uncertain(thrown: unknown): StreamError {
  const error = streamError(thrown);
  if (error.code || error.final) return error;
  const { message, status, retryAfter } = error;
  return new StreamError(`${message.replace(/\.$/, '')}: not known to be stored`, { status, retryAfter, uncertain: true }, thrown);
}

/** Publishes with an HTTP request. */
export const postPublish = (body: string, question: Question): Promise<Receipt> =>
  exchange(question, new URL('publish', question.base), { method: 'POST', body, timeout: question.deadline }, (text) => {
    const receipt = Object(parse(text));
    if (receipt.id) return receipt;
    throw mismatch('an id', text);
  });
