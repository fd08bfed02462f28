import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/** What Express's router hangs on a request, besides what its type says. */
interface RoutedRequest extends IncomingMessage {
  next?: unknown;
  res?: unknown;
}

/**
 * A request that waits keeps its head twice, as it came and by name, and the router's closures for the next middleware, which is never called. A browser's head of 14 fields
 * weighs 2.5 KiB that way, for as long as a poll is held.
 */
export function releaseHead(request: RoutedRequest): void {
  request.rawHeaders = [];
  request.headers = {};
  request.next = undefined;
}

/** A response that is never finished, in the place of those that streams have released. */
const endless = new ServerResponse(new IncomingMessage(new Socket()));

/**
 * A stream goes on without its response: that has said its head, and weighs 2 KiB. Node itself keeps the request until the connection ends.
 * @param socket is the stream's alone from here on
 */
export function releaseResponse(request: RoutedRequest, response: ServerResponse, socket: Socket): void {
  releaseHead(request);
  // Somebody's middleware counts open responses: it has to hear the end of this one, so it stays.
  if (response.listenerCount('close') > 0) return;
  response.detachSocket(socket);
  request.res = undefined;
  occupy(socket);
}

/** Node takes a connection without a response for idle: `closeIdleConnections()`, and with it `close()`, would end the stream. One response serves all streams. */
function occupy(socket: Socket): void {
  endless.assignSocket(socket);
  // It would keep the last socket alive, with its reader and the log behind it.
  Object.assign(endless, { socket: null });
}
