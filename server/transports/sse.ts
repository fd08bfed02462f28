import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Batches } from '../delivery/batch.ts';
import type { Framing } from '../delivery/framing.ts';
import { type Line, type PushDelivery, Reader } from '../delivery/reader.ts';
import { parseQuestion, type Question } from '../input.ts';
import { Filter } from '../log/filter.ts';
import type { Stop } from '../log/notification-log.ts';
import type { ServerTransport } from './transport.ts';

/** The server holds the cursor and writes one endless response; the browser presents the last `id:` again. */
export const sse: ServerTransport = {
  name: 'sse',

  mount(host, delivery) {
    const { log, fanOut, heartbeat, stall } = delivery;
    const push = { window: log.window, fanOut, batches: new Batches(log.window, framing), framing, heartbeat, stall };
    const streams = new Set<Stop>();
    host.route('GET', '/stream/sse', (request, response) => {
      const question = parseQuestion(request.url, request.headers['last-event-id'] as string | undefined);
      // At once: what is pipelined behind this request must not be carried out while the stream waits for its turn.
      host.takeOver(request.socket);
      whenItsTurn(response, (socket) => {
        const end = startStream(push, socket, response, question);
        streams.add(end);
        socket.once('close', () => streams.delete(end));
      });
    });
    return () => {
      for (const end of streams) end();
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

/**
 * Writes to the socket, past the response: without chunks the bytes are the same for every reader, and are shared. The end of the connection
 * delimits the body (RFC 9112 section 6.3), which HTTP/1.0 peers understand too.
 */
function startStream(push: PushDelivery, socket: Socket, response: ServerResponse, question: Question): Stop {
  response.useChunkedEncodingByDefault = false;
  response.shouldKeepAlive = false;
  socket.cork();
  response.writeHead(200, head).flushHeaders();
  socket.write(`retry: ${drawRetry()}\n`);
  const line: Line = {
    write: (bytes) => socket.write(bytes),
    stalled: () => socket.destroy(),
  };
  const reader = new Reader(push, line, push.window.place(question.after), Filter.of(question.events));
  socket.uncork();
  socket.on('drain', () => reader.drained());
  socket.once('close', () => reader.stop());
  return () => {
    reader.stop();
    socket.end();
  };
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
