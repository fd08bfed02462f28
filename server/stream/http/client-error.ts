import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { PeerError, rawProblem } from '../problem.ts';
import { hangUp } from './hang-up.ts';
import { isStream, lastResponseOf } from './socket-state.ts';

/**
 * Answers a request that Node could not parse, or that did not arrive in time.
 * @param answer sends the problem if there is a response object
 */
export function answerClientError(
  error: NodeJS.ErrnoException,
  socket: Socket,
  answer: (response: ServerResponse, problem: PeerError) => void,
): void {
  const problem = clientProblem(error);
  if (problem && isStream(socket)) return;
  const last = lastResponseOf(socket);
  if (!problem || !socket.writable) socket.destroy();
  else if (!last || (last.writableFinished && last.req.complete))
    hangUp(socket, rawProblem(problem, error.code === 'HPE_HEADER_OVERFLOW' ? 431 : undefined));
  // The body of this very request is late or broken.
  else if (last.socket && !last.req.complete && !last.headersSent) answer(last, problem);
  // Another answer has begun or is still to come: the client would take our status line for a part of it.
  else socket.destroy();
}

/** Translates Node's error; `undefined` if the connection broke, because then nobody can get an answer. */
function clientProblem({ code }: NodeJS.ErrnoException): PeerError | undefined {
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
