import type { ServerResponse } from 'node:http';

/**
 * Ends a response so that head and body leave in one `write`. `response.end(body)` adds an empty chunk after the body, and Node 20 sends several chunks with `writev`. A poll with 20
 * notifications then costs 22 µs instead of 17 µs; bare `node:http` with the usual `end(body)` costs 19 µs.
 * @param response after `writeHead` with a `Content-Length`
 * @param body as a string of this encoding
 */
export function endInOneWrite(response: ServerResponse, body: string, encoding: 'latin1' | 'utf8'): void {
  const { socket } = response;
  // There is none if the connection has gone, or if an earlier request on it is unanswered.
  if (!socket) {
    response.end(body, encoding);
    return;
  }
  // Cork and uncork here; otherwise Node corks the socket until the next tick.
  socket.cork();
  response.write(body, encoding);
  socket.uncork();
  response.end();
}
