import type { Receipt } from '../../server/stream/protocol.ts';
import { exchange } from './ask.ts';
import { parse } from './read.ts';
import { mismatch, StreamError, streamError, within } from './stream-error.ts';
import type { Connection, Question, Settle } from './transport.ts';

/** @returns what was not known before: without an answer of the server it may have been stored, or not */
export function uncertain(thrown: unknown): StreamError {
  const error = streamError(thrown);
  return error.code ? error : new StreamError(`${error.message.replace(/\.$/, '')}: not known to be stored`, { uncertain: true }, thrown);
}

/** Over the line that is open. @param json of the message @param deadline milliseconds */
export function sendPublish(json: string, send: NonNullable<Connection['send']>, deadline: number): Promise<Receipt> {
  return new Promise((resolve, reject) => {
    const settle: Settle = (error, receipt = {}) => {
      clearTimeout(late);
      forget();
      if (error) reject(error);
      else resolve(receipt);
    };
    const forget = send(json, settle);
    const late = within(deadline, () => 'answer', settle);
  });
}

/** By a request of its own. */
export function postPublish(body: string, question: Question): Promise<Receipt> {
  return exchange(question, new URL('publish', question.base), { method: 'POST', body, timeout: question.deadline }, (text) => {
    const receipt = Object(parse(text));
    if (receipt.id) return receipt;
    throw mismatch('an id', text);
  });
}
