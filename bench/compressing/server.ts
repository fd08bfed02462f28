import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { constants, createGzip, gzipSync } from 'node:zlib';
import { WebSocket, WebSocketServer } from 'ws';
import { type CodingName, codings } from '../result/codings.ts';
import { heldPolls } from './held-polls.ts';
import { NotificationList } from './notification-list.ts';

/** A server of all four transports that compresses as the usual middleware does: each answer, each event and each message for each reader anew. */
interface CompressingServer {
  readonly server: Server;
  broadcast(json: string): void;
}

/** Milliseconds, as told in hello; a run ends before the first would come. */
const heartbeat = 60_000;

type Stream = Pick<ServerResponse, 'write'>;

/** @param epoch of its cursors @param coding what it does about compression */
export function compressingServer(epoch: string, coding: CodingName): CompressingServer {
  const compresses = coding !== 'plain';
  const list = new NotificationList(epoch);
  const held = heldPolls();
  const streams = new Set<Stream>();
  const routes = routesOf(list, held, streams, compresses);

  const listener: RequestListener = (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const route = routes[pathname];
    if (route) route(request, response, searchParams);
    else response.writeHead(404).end();
  };

  // The lab's 75 s: a proxy in front keeps connections, and Node would end them after five.
  const server = createServer({ keepAliveTimeout: 75_000 }, listener);
  const sockets = openSockets(server, coding, () => list.cursor);
  return {
    server,
    broadcast(json) {
      const cursor = list.add(json);
      const event = `id: ${cursor}\ndata: ${json}\n\n`;
      for (const stream of streams) stream.write(event);
      for (const socket of sockets.clients) if (socket.readyState === WebSocket.OPEN) socket.send(json);
      held.answer();
    },
  };
}

type Route = (request: IncomingMessage, response: ServerResponse, query: URLSearchParams) => void;

function routesOf(
  list: NotificationList,
  held: ReturnType<typeof heldPolls>,
  streams: Set<Stream>,
  compresses: boolean,
): Readonly<Record<string, Route>> {
  const answer = (response: ServerResponse, after: string | undefined) => {
    const body = list.answer(after);
    if (body === undefined) response.writeHead(204, noStore).end();
    else sendJson(response, Buffer.from(body), compresses);
  };

  return {
    '/readyz': (_request, response) => response.end('ready'),
    '/stream/polling': (_request, response, query) => answer(response, query.get('after') ?? undefined),
    '/stream/long-polling'(_request, response, query) {
      const after = query.get('after') ?? undefined;
      if (list.has(after)) answer(response, after);
      else held.add(response, Number(query.get('hold') ?? 25) * 1_000, () => answer(response, after));
    },
    '/stream/sse'(_request, response) {
      const stream = openStream(response, compresses);
      stream.write(`retry: 1000\nevent: hello\nid: ${list.cursor}\ndata: ${helloJson(list.cursor)}\n\n`);
      streams.add(stream);
      response.once('close', () => streams.delete(stream));
    },
  };
}

const noStore = { 'Cache-Control': 'no-store' } as const;
const helloJson = (cursor: string): string => JSON.stringify({ cursor, heartbeat });

function sendJson(response: ServerResponse, plain: Buffer, compresses: boolean): void {
  const body = compresses ? gzipSync(plain) : plain;
  const coded = compresses ? { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } : {};
  response.writeHead(200, { ...noStore, 'Content-Type': 'application/json', ...coded, 'Content-Length': body.byteLength }).end(body);
}

/** Each write goes out at once: what waits in the encoder for more is late. */
function openStream(response: ServerResponse, compresses: boolean): Stream {
  const head = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' };
  response.writeHead(200, compresses ? { ...head, 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } : head);
  if (!compresses) return response;
  const gzip = createGzip({ flush: constants.Z_SYNC_FLUSH });
  gzip.pipe(response);
  response.once('close', () => gzip.destroy());
  return gzip;
}

/** `ws` with its own defaults, but that it compresses short messages too: those are what is measured. */
function openSockets(server: Server, coding: CodingName, cursor: () => string): WebSocketServer {
  const serverNoContextTakeover = !codings[coding].keepsContext;
  const perMessageDeflate = coding === 'plain' ? false : { threshold: 0, serverNoContextTakeover };
  const sockets = new WebSocketServer({ server, path: '/stream/websocket', perMessageDeflate });
  sockets.on('connection', (socket) => {
    socket.on('error', () => {});
    socket.send(JSON.stringify({ type: 'hello', cursor: cursor(), heartbeat }));
  });
  return sockets;
}
