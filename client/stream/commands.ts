import type { Receipt, Upstream } from '../../server/stream/protocol.ts';
import { exchange } from './ask.ts';
import { parse, unlike } from './read.ts';
import { StreamError, streamError } from './stream-error.ts';
import type { Connection, Question } from './transport.ts';

/** @returns what was not known before: without an answer of the server it may have been stored, or not */
function uncertain(thrown: unknown): StreamError {
  const error = streamError(thrown);
  return error.code ? error : new StreamError(`${error.message.replace(/\.$/, '')}: not known to be stored`, { uncertain: true }, thrown);
}

/** Over the line that is open. @param deadline milliseconds */
export function sendPublish(command: Upstream, send: NonNullable<Connection['send']>, deadline: number): Promise<Receipt> {
  return new Promise((resolve, reject) => {
    const settle = (error?: StreamError, receipt: Receipt = {}) => {
      clearTimeout(late);
      forget();
      if (error) reject(uncertain(error));
      else resolve(receipt);
    };
    const forget = send(command, settle);
    const late = setTimeout(() => settle(new StreamError(`no answer within ${deadline / 1_000} s`)), deadline);
  });
}

/** By a request of its own. */
export async function postPublish(command: Upstream, question: Question): Promise<Receipt> {
  const init = { method: 'POST', body: JSON.stringify(command), timeout: question.deadline, controller: new AbortController() };
  const read = (text: string): Receipt => {
    const receipt = Object(parse(text));
    if (receipt.id) return receipt;
    throw new StreamError(unlike('an id', text));
  };
  return exchange(question, new URL('publish', question.base), init, read).catch((thrown) => {
    throw uncertain(thrown);
  });
}
