import { PeerError } from './problem.ts';

/**
 * What Node could not parse, or what did not come in time, in our words.
 * @returns what to tell the peer; `undefined` if the connection itself broke, and nobody is there to be told
 */
export function clientProblem({ code }: NodeJS.ErrnoException): PeerError | undefined {
  const refuse = { Connection: 'close' };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new PeerError('slow-request', 'Expected a whole request sooner; got a part of one. Send it at once.', refuse);
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new PeerError('bad-request', 'Expected a request head of at most 16 KiB; got more. Send fewer cookies.', refuse);
  }
  if (code?.startsWith('HPE_')) return new PeerError('bad-request', `Expected HTTP/1.1; got something else (${code}). See RFC 9112.`, refuse);
  return undefined;
}
