import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Bytes that Node's objects for a request and its response weigh, beside head and body. */
const requestWeight = 4 * 1024;
/** Bytes of a body that Node reads before somebody takes it: what comes in one read. */
const mostOfBody = 64 * 1024;
/** Bytes of waiting requests above which a connection is not read from: sixty small ones. What is parsed already, 64 KiB at most, comes on top. */
const mostPerConnection = 256 * 1024;
/** Requests behind a stream, which will never be answered, before their peer is given up. */
const mostBehindStream = 8;

const waited = Symbol('waited');

/** Any response: it may have waited. */
interface WaitingResponse extends ServerResponse {
  [waited]?: true;
}

/** Whether it was asked for before the answer to another request of its connection was out. */
export const hasWaited = (response: WaitingResponse): boolean => response[waited] === true;

interface Queue {
  count: number;
  bytes: number;
  /** It is not read from. */
  held: boolean;
}

/**
 * Requests that were pipelined behind an answer that is still owed. They are carried out one by one, when the answer before them has been taken: answers that were built earlier would
 * be kept for a peer who may never read them, up to 1 MiB for 60 bytes of request. What waits is small, counted, and bounded for each connection and for all together.
 */
export class Turns {
  readonly #queues = new Map<Socket, Queue>();
  readonly #mostOverall: number;
  #bytes = 0;

  /** @param mostOverall bytes of all waiting requests; the connection that brings more is ended */
  constructor(mostOverall: number) {
    this.#mostOverall = mostOverall;
  }

  /** Requests that wait at present. */
  get size(): number {
    let size = 0;
    for (const { count } of this.#queues.values()) size += count;
    return size;
  }

  /** Calls it once the response has its socket, and not at all if the connection ends before. */
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
      // Node is about to flush the response, and does not expect it to end meanwhile.
      process.nextTick(() => {
        if (!socket.destroyed) act();
      });
    });
  }

  /** It was asked behind a stream, and will never be carried out. */
  ignore({ socket }: IncomingMessage): void {
    const queue = this.#queues.get(socket) ?? this.#open(socket);
    this.#count(queue, 1, 0);
    if (queue.count > mostBehindStream) socket.destroy();
  }

  /** The connection carries a stream from now on: who waits, waits for nothing. */
  streams(socket: Socket): void {
    const queue = this.#queues.get(socket);
    if (!queue) return;
    // The end of the connection is noticed only by who reads.
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

/** Node resumes a connection for reasons of its own, such as the end of each request. */
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
