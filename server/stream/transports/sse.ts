import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Batches } from '../delivery/batch.ts';
import { type Line, type PushDelivery, Reader } from '../delivery/reader.ts';
import type { Grant } from '../guard/grant.ts';
import { rightsEnded } from '../guard/rights.ts';
import type { RouteHandler } from '../host.ts';
import { hangUp } from '../http/hang-up.ts';
import { releaseResponse } from '../http/release-head.ts';
import type { Filter } from '../log/filter.ts';
import type { Stop } from '../log/notification-log.ts';
import type { CloseReason } from '../observe/observer.ts';
import type { After } from '../protocol.ts';
import { parseQuestion } from '../question.ts';
import { chunkedEvents, type EventFraming, lastChunk, plainEvents } from './event-framing.ts';
import { type Farewell, farewellOf } from './farewell.ts';
import { type Ending, whenItsTurn } from './pipelining.ts';
import type { Delivery, ServerTransport } from './transport.ts';

/** The server keeps the cursor and writes one endless response. After a disconnection the browser sends the last `id:` as `Last-Event-ID`. */
export const sse: ServerTransport = {
  name: 'sse',

  mount(host, delivery) {
    const chunked: Body = { isChunked: true, push: pushIn(chunkedEvents, delivery) };
    // HTTP/1.0 is rare, so this is created for its first reader.
    let plain: Body | undefined;
    const bodyFor = ({ httpVersion }: IncomingMessage): Body => {
      if (httpVersion === '1.1') return chunked;
      plain ??= { isChunked: false, push: pushIn(plainEvents, delivery) };
      return plain;
    };
    const streams = new Set<Ending>();
    let open = true;
    const serve: RouteHandler = (request, response) => {
      const { 'last-event-id': lastEventId } = request.headers;
      const question = parseQuestion(request.url, typeof lastEventId === 'string' ? lastEventId : undefined);
      return delivery.admission.reader(request, 'sse', question, (filter, grant) => {
        // At once, so that requests pipelined behind this one do not run while the stream waits for its turn.
        host.takeOver(request.socket);
        whenItsTurn(request, response, { streams, grant }, (socket, hasRights) => {
          const body = bodyFor(request);
          socket.cork();
          const before = body.push.meter ? socket.bytesWritten : 0;
          sayHead(response, body);
          body.push.meter?.overhead('headers', socket.bytesWritten - before);
          releaseResponse(request, response, socket);
          const line = new SseLine(body, streams, socket, { after: question.after, filter, grant });
          if (!open) line.end();
          else if (!hasRights) line.expire();
          socket.uncork();
        });
      });
    };
    host.route('GET', '/stream/sse', serve, { atOnce: true });
    return (grace) => {
      open = false;
      return [...streams].map((stream) => stream.end(grace));
    };
  },
};

interface EventDelivery extends PushDelivery {
  readonly framing: EventFraming;
}

/** Shared by the readers of one HTTP version. */
interface Body {
  /** Whether a last chunk ends the body; otherwise the end of the connection does (RFC 9112 section 6.3). */
  readonly isChunked: boolean;
  readonly push: EventDelivery;
}

/** Where a reader starts, and what it may read. */
interface Reading {
  readonly after: After;
  readonly filter: Filter;
  readonly grant: Grant;
}

const pushIn = (framing: EventFraming, { log, fanOut, heartbeat, stalls, observation }: Delivery): EventDelivery => ({
  window: log.window,
  fanOut,
  batches: new Batches(log.window, framing),
  framing,
  heartbeat,
  stalls,
  meter: observation?.meter('sse'),
});

const head = {
  'Content-Type': 'text/event-stream',
  // `no-transform` prevents compression, `X-Accel-Buffering` buffering in nginx and similar proxies.
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
};

/**
 * Writes the head. The connection serves nothing after the stream, but with a chunked body the head does not say `Connection: close`: after that header undici (Node's `fetch`) takes any end of
 * the connection for the end of the body, even without the last chunk.
 */
function sayHead(response: ServerResponse, { isChunked }: Body): void {
  response.useChunkedEncodingByDefault = isChunked;
  response.shouldKeepAlive = isChunked;
  if (isChunked) response.removeHeader('Connection');
  response.writeHead(200, head).flushHeaders();
}

/** One open stream. It writes to the socket directly, so that all readers share the same bytes. */
class SseLine implements Line {
  readonly socket: Socket;
  readonly isOver = false;
  readonly #body: Body;
  readonly #reader: Reader;
  readonly #unfollow: Stop;

  constructor(body: Body, streams: Set<Ending>, socket: Socket, { after, filter, grant }: Reading) {
    this.#body = body;
    this.socket = socket;
    this.#reader = new Reader(body.push, this, body.push.window.place(after), filter);
    this.#unfollow = grant.follow(() => this.expire());
    streams.add(this);
    socket.on('drain', () => this.#reader.drained());
    socket.on('close', () => {
      streams.delete(this);
      this.#stop('gone');
    });
  }

  write(bytes: Buffer): boolean {
    return this.socket.write(bytes);
  }

  stalled(): void {
    this.#stop('stalled');
    this.socket.destroy();
  }

  end(grace?: number): Farewell {
    this.#sayGoodbye('shutdown', '', grace);
    return farewellOf(this.socket);
  }

  /** Ends the stream because the rights ended. If the client reconnects, `authorize` is called again. */
  expire(): void {
    this.#sayGoodbye('rights', this.#body.push.framing.end(rightsEnded()).toString());
  }

  /** Ends the stream in order. Only here is the last chunk written, so that a body that was cut does not look complete. */
  #sayGoodbye(reason: CloseReason, lastWords: string, grace?: number): void {
    this.#stop(reason);
    hangUp(this.socket, lastWords + (this.#body.isChunked ? lastChunk : '') || undefined, grace);
  }

  #stop(reason: CloseReason): void {
    this.#reader.stop(reason);
    this.#unfollow();
  }
}
