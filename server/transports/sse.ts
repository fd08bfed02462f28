import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Batches } from '../delivery/batch.ts';
import type { Framing } from '../delivery/framing.ts';
import { type Line, type PushDelivery, Reader } from '../delivery/reader.ts';
import type { RouteHandler } from '../host.ts';
import { parseQuestion, type Question } from '../input.ts';
import { letGoOfResponse } from '../let-go.ts';
import { Filter } from '../log/filter.ts';
import type { ServerTransport } from './transport.ts';

/** The server holds the cursor and writes one endless response; the browser presents the last `id:` again. */
export const sse: ServerTransport = {
  name: 'sse',

  mount(host, delivery) {
    const { log, fanOut, heartbeat, stalls } = delivery;
    const push = { window: log.window, fanOut, batches: new Batches(log.window, framing), framing, heartbeat, stalls };
    const streams = new Set<SseLine>();
    const serve: RouteHandler = (request, response) => {
      const question = parseQuestion(request.url, request.headers['last-event-id'] as string | undefined);
      // At once: what is pipelined behind this request must not be carried out while the stream waits for its turn.
      host.takeOver(request.socket);
      whenItsTurn(response, (socket) => {
        socket.cork();
        sayHead(response);
        letGoOfResponse(request, response, socket);
        new SseLine(push, streams, socket, question);
        socket.uncork();
      });
    };
    host.route('GET', '/stream/sse', serve, { atOnce: true });
    return () => {
      for (const stream of streams) stream.end();
    };
  },
};

const head = {
  'Content-Type': 'text/event-stream',
  // no-transform keeps compressors away, X-Accel-Buffering the buffers of nginx and its kin.
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
};

/** Milliseconds that a browser waits before it comes back: drawn for each, or all would come back in one instant. */
const drawRetry = () => 1_000 + Math.floor(Math.random() * 2_000);

/** A pipelined request has no socket until the answers before it are out. */
function whenItsTurn(response: ServerResponse, start: (socket: Socket) => void): void {
  if (response.socket) start(response.socket);
  else response.once('socket', start);
}

/** Without chunks, and without a length: the end of the connection delimits the body (RFC 9112 section 6.3), which HTTP/1.0 peers understand too. */
function sayHead(response: ServerResponse): void {
  response.useChunkedEncodingByDefault = false;
  response.shouldKeepAlive = false;
  response.writeHead(200, head).flushHeaders();
}

/** One open stream. It is written to the socket, past the response: the bytes are the same for every reader, and are shared. */
class SseLine implements Line {
  readonly socket: Socket;
  readonly isOver = false;
  readonly #reader: Reader;

  constructor(push: PushDelivery, streams: Set<SseLine>, socket: Socket, question: Question) {
    this.socket = socket;
    socket.write(`retry: ${drawRetry()}\n`);
    this.#reader = new Reader(push, this, push.window.place(question.after), Filter.of(question.events));
    streams.add(this);
    socket.on('drain', () => this.#reader.drained());
    socket.on('close', () => {
      streams.delete(this);
      this.#reader.stop();
    });
  }

  write(bytes: Buffer): boolean {
    return this.socket.write(bytes);
  }

  stalled(): void {
    this.socket.destroy();
  }

  end(): void {
    this.#reader.stop();
    this.socket.end();
  }
}

const between = Buffer.from('\ndata: ');
const blank = Buffer.from('\n\n');

/** HTML standard, section 9.2.5. JSON holds no line break, so one `data:` line always suffices. */
const framing: Framing = {
  notifications: (entries) => Buffer.concat(entries.flatMap(({ id, json }) => [Buffer.from(`id: ${id}`), between, json, blank])),
  hello: (hello, gapFollows) => Buffer.from(`event: hello\n${gapFollows ? '' : `id: ${hello.cursor}\n`}data: ${JSON.stringify(hello)}\n\n`),
  gap: (gap) => Buffer.from(`event: gap\nid: ${gap.to}\ndata: ${JSON.stringify(gap)}\n\n`),
  heartbeat: (cursor) => Buffer.from(`event: heartbeat\nid: ${cursor}\ndata: {}\n\n`),
};
