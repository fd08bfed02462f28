import type { IncomingMessage } from 'node:http';
import type { Authorize, Rights } from '../../server/stream/index.ts';

export const all: Rights = { read: true, publish: true };

/** A slow `authorize`: each call waits until a test answers it. */
export function slowly() {
  const asked: { request: IncomingMessage; answer: (rights: Rights) => void; refuse: (error: unknown) => void }[] = [];
  let heard = () => {};
  const authorize: Authorize = (request) =>
    new Promise((answer, refuse) => {
      asked.push({ request, answer, refuse });
      heard();
    });
  /** Resolves with the call of this number, counted from 1. */
  const question = async (number: number) => {
    while (asked.length < number) await new Promise<void>((resolve) => (heard = resolve));
    const found = asked[number - 1];
    if (!found) throw new Error(`Expected question ${number}; got ${asked.length}.`);
    return found;
  };
  return { authorize, question, asked };
}
