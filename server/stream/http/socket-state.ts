import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * What a connection of ours carries: a stream, or the response to what was last asked on it. It stands on the socket itself: a `WeakMap` had to be written for every
 * request, which cost 0.4 µs of 13, and it kept the response of a stream, with its request and all headers, for as long as the stream.
 */
const carried = Symbol('carried');
const stream = Symbol('stream');

/** Any socket: it may carry something of ours. */
interface CarryingSocket extends Duplex {
  [carried]?: ServerResponse | typeof stream;
}

export const isStream = (socket: CarryingSocket): boolean => socket[carried] === stream;

export function becomeStream(socket: CarryingSocket): void {
  socket[carried] = stream;
}

export function remember(socket: CarryingSocket, response: ServerResponse): void {
  socket[carried] = response;
}

/** @returns `undefined` if nothing was asked on it yet, or it carries a stream */
export function lastResponseOf(socket: CarryingSocket): ServerResponse | undefined {
  const found = socket[carried];
  return found === stream ? undefined : found;
}

/** What is asked now has to wait. A response that somebody has made up, as express-ws does for an upgrade, waits for nothing, and neither does one whose peer has gone. */
export function owesAnswer(socket: Socket): boolean {
  const last = lastResponseOf(socket);
  return last !== undefined && !socket.destroyed && (last.socket !== null || !last.writableFinished);
}

/** Nothing is owed on it. Node's own list counts a stream as idle, because its response is over. */
export function isIdle(socket: Socket): boolean {
  if (isStream(socket)) return false;
  const last = lastResponseOf(socket);
  return last === undefined || (last.writableFinished && last.req.complete);
}
