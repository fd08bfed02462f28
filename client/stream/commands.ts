import type { Receipt, Upstream } from '../../server/stream/protocol.ts';
import { accept, exchange } from './ask.ts';
import { Unreadable } from './read.ts';
import type { Connection, Failure, Question } from './transport.ts';

/** @returns what was not known before: that it may have been stored, or not */
const unknown = (failure: Failure): Error =>
  failure.code ? (failure as Error) : Object.assign(new Error(`${failure.message.replace(/\.$/, '')}: not known to be stored`), { cause: failure });

/** Over the line that is open. @param deadline milliseconds */
export function sendPublish(command: Upstream, send: NonNullable<Connection['send']>, deadline: number): Promise<Receipt> {
  return new Promise((resolve, reject) => {
    const settle = (failure?: Failure, receipt: Receipt = {}) => {
      clearTimeout(late);
      forget();
      if (failure) reject(unknown(failure));
      else resolve(receipt);
    };
    const forget = send(command, settle);
    const late = setTimeout(() => settle(new Error(`no answer within ${deadline / 1_000} s`)), deadline);
  });
}

/** By a request of its own. */
export async function postPublish(command: Upstream, { base, fetch, deadline }: Pick<Question, 'base' | 'fetch' | 'deadline'>): Promise<Receipt> {
  const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(command) };
  return exchange(fetch, new URL('publish', base), init, deadline, new AbortController(), async (response) => {
    const text = await (await accept(response)).text();
    try {
      const receipt = JSON.parse(text);
      if (receipt.id) return receipt as Receipt;
    } catch {}
    throw new Unreadable('an id', text);
  }).catch((failure: Failure) => {
    throw unknown(failure);
  });
}
