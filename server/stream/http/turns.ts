import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Bytes of Node's objects for a request and its response, without head and body. */
const requestWeight = 4 * 1024;
/** Bytes of a body that Node reads before a handler reads it: one read of the socket. */
const mostOfBody = 64 * 1024;
/** Bytes of waiting requests (sixty small ones) above which a connection is paused. Up to 64 KiB that are parsed already come on top. */
const mostPerConnection = 256 * 1024;
/** Requests behind a stream, which can never be answered, after which the connection is cut. */
const mostBehindStream = 8;

const waited = Symbol('waited');

/** Any response; it may have this property. */
interface WaitingResponse extends ServerResponse {
  [waited]?: true;
}

/** Whether its request had to wait for the answer to an earlier one of the connection. */
export const hasWaited = (response: WaitingResponse): boolean => response[waited] === true;

interface Queue {
  count: number;
  bytes: number;
  /** Whether the connection is paused. */
  held: boolean;
}

/**
 * Queues requests that were pipelined behind an unanswered one. Each runs when the answer before it has been sent. If they ran at once, their answers would wait in memory for a peer that
 * may never read them, up to 1 MiB for 60 bytes of request. The waiting requests are small, and limited per connection and in total.
 */
export class Turns {
  readonly #queues = new Map<Socket, Queue>();
  readonly #mostOverall: number;
  #bytes = 0;

  /** @param mostOverall bytes of all waiting requests; a connection that exceeds it is cut */
  constructor(mostOverall: number) {
    this.#mostOverall = mostOverall;
  }

  /** Number of waiting requests. */
  get size(): number {
    let size = 0;
    for (const { count } of this.#queues.values()) size += count;
    return size;
  }

  /** Calls `act` when it is the response's turn, which is when Node gives it the socket; never if the connection ends before. */
  wait(request: IncomingMessage, response: WaitingResponse, act: () => void): void {
    const { socket } = request;
    const weight = weigh(request);
    const queue = this.#queues.get(socket) ?? this.#open(socket);
    this.#count(queue, 1, weight);
    if (this.#bytes > this.#mostOverall) {
      socket.destroy();
      return;
    }
    if (queue.bytes > mostPerConnection) hold(socket, queue);
    response[waited] = true;
    response.once('socket', () => {
      this.#count(queue, -1, -weight);
      if (queue.held && queue.bytes <= mostPerConnection / 2) release(socket, queue);
      // In the next tick, because Node is about to flush the response and does not expect it to end meanwhile.
      process.nextTick(() => {
        if (!socket.destroyed) act();
      });
    });
  }

  /** Counts a request behind a stream, which will never run. */
  ignore({ socket }: IncomingMessage): void {
    const queue = this.#queues.get(socket) ?? this.#open(socket);
    this.#count(queue, 1, 0);
    if (queue.count > mostBehindStream) socket.destroy();
  }

  /** The connection became a stream: its waiting requests will never run. */
  streams(socket: Socket): void {
    const queue = this.#queues.get(socket);
    if (!queue) return;
    // Only a socket that is read from reports the end of the connection.
    if (queue.held) release(socket, queue);
    if (queue.count > mostBehindStream) socket.destroy();
  }

  #open(socket: Socket): Queue {
    const queue = { count: 0, bytes: 0, held: false };
    this.#queues.set(socket, queue);
    socket.once('close', () => {
      this.#queues.delete(socket);
      this.#count(queue, -queue.count, -queue.bytes);
    });
    return queue;
  }

  #count(queue: Queue, count: number, bytes: number): void {
    queue.count += count;
    queue.bytes += bytes;
    this.#bytes += bytes;
  }
}

function weigh({ headers, rawHeaders, url = '' }: IncomingMessage): number {
  const head = rawHeaders.reduce((sum, { length }) => sum + length, url.length);
  const body = headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : mostOfBody;
  return requestWeight + head + Math.min(body, mostOfBody);
}

/** Pauses again whenever Node resumes the connection, as it does at the end of each request. */
function pauseAgain(this: Socket): void {
  this.pause();
}

function hold(socket: Socket, queue: Queue): void {
  if (queue.held) return;
  queue.held = true;
  socket.on('resume', pauseAgain).pause();
}

function release(socket: Socket, queue: Queue): void {
  queue.held = false;
  socket.off('resume', pauseAgain).resume();
}
