import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import express, { type Application } from 'express';
import expressWs from 'express-ws';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { Server as SocketServer } from 'socket.io';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { longPatience, patience } from '../../server/stream/http/upgrades.ts';
import { attach, memoryLog } from '../../server/stream/index.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { ask, expectProblem } from '../support/ask.ts';
import { listening } from '../support/listening.ts';
import { openInNode } from '../support/platform.ts';
import { get, handshake, openRaw, rawRequest } from '../support/raw-http.ts';

interface Theirs {
  readonly name: string;
  /** Adds another listener to the server that the streams are attached to. */
  readonly listen: (app: Application, server: Server) => void | Promise<void>;
  /** A path of that listener, which greets every WebSocket. */
  readonly path?: string;
  /** The answer to an upgrade on a path that nobody handles; `open` if that listener accepts any path. */
  readonly otherwise: number | 'open';
}

const greet = (sockets: WebSocketServer) => void sockets.on('connection', (socket) => socket.send('theirs'));

/** The server behind a proxy. */
async function startTarget(): Promise<string> {
  const server = createServer();
  greet(new WebSocketServer({ server }));
  return (await listening(server)).url;
}

const others: Theirs[] = [
  {
    name: 'ws on a path, as graphql-ws uses it',
    listen: (_app, server) => greet(new WebSocketServer({ server, path: '/theirs' })),
    path: '/theirs',
    otherwise: 400,
  },
  { name: 'ws on every path', listen: (_app, server) => greet(new WebSocketServer({ server })), path: '/theirs', otherwise: 'open' },
  {
    name: 'express-ws',
    listen(app, server) {
      expressWs(app as never, server);
      (app as unknown as expressWs.Application).ws('/theirs', (socket) => socket.send('theirs'));
    },
    path: '/theirs',
    otherwise: 'open',
  },
  {
    name: 'http-proxy-middleware',
    async listen(app, server) {
      const proxy = createProxyMiddleware({ target: await startTarget(), pathFilter: '/theirs', ws: true });
      app.use(proxy);
      server.on('upgrade', proxy.upgrade);
    },
    path: '/theirs',
    otherwise: 404,
  },
  {
    name: 'Socket.IO',
    listen(_app, server) {
      const sockets = new SocketServer(server, { destroyUpgrade: false });
      onTestFinished(() => void sockets.engine.close());
    },
    otherwise: 404,
  },
  { name: 'a listener that ignores all other paths, as Vite does', listen: (_app, server) => void server.on('upgrade', () => {}), otherwise: 404 },
  { name: 'a listener that prepends itself', listen: (_app, server) => void server.prependListener('upgrade', () => {}), otherwise: 404 },
];

const orders = others.flatMap((theirs) => [
  { ...theirs, order: 'before' },
  { ...theirs, order: 'after' },
]);

async function startBeside({ listen, order }: Pick<Theirs, 'listen'> & { order: string }) {
  const app = express();
  const server = createServer(app);
  const log = memoryLog();
  if (order === 'before') await listen(app, server);
  const attached = attach(app, server, { log });
  if (order === 'after') await listen(app, server);
  return { app, server, log, attached, ...(await listening(server)) };
}

/** @returns a function that waits until all listeners have run, and then fires at once the timers that wait for one of them to take the upgrade */
function watchPatience(server: Server): () => Promise<void> {
  const timers = vi.spyOn(globalThis, 'setTimeout');
  onTestFinished(() => timers.mockRestore());
  const heard = once(server, 'upgrade');
  return async () => {
    await heard;
    for (const wait of [patience, longPatience]) {
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      for (const [callback, milliseconds] of timers.mock.calls) if (milliseconds === wait) callback();
    }
  };
}

const opened = async (url: string): Promise<string> => {
  const socket = new WebSocket(url.replace('http', 'ws'));
  onTestFinished(() => socket.terminate());
  const [message] = (await once(socket, 'message')) as [Buffer];
  return String(message);
};

test.each(orders)('beside $name, added $order the streams, all four transports work, and so does the other listener', async ({ path, ...theirs }) => {
  const { url, log, server } = await startBeside(theirs);
  const streams = transportNames.map((transport) => openInNode(url, { transport }));
  await Promise.all(streams.map((stream) => stream.hello()));
  if (path) expect(await opened(url + path)).toBe('theirs');
  await log.append([{ event: 'a', data: 1 }]);
  for (const stream of streams) {
    await stream.reach(1);
    expect(await stream.ledger()).toMatchObject({ received: 1, gaps: 0, missing: 0 });
  }
  for (const own of ['/stream/polling', '/stream/long-polling']) {
    const connection = (await openRaw({ port: Number(new URL(url).port) })).send(get(own, { Connection: 'Upgrade', Upgrade: 'h2c' }));
    expect((await connection.response()).status).toBe(200);
  }
  // A path of the streams that cannot be upgraded: the other listener does not get it.
  expectProblem(await ask({ port: Number(new URL(url).port) }, '/stream/sse', { headers: handshake }), 404, 'not-found');
  for (const stream of streams) await stream.call('close');
  expect(server.listening).toBe(true);
});

test.each(orders)('beside $name, added $order the streams, an upgrade on an unknown path gets $otherwise', async ({ otherwise, ...theirs }) => {
  const { port, server } = await startBeside(theirs);
  const runOut = watchPatience(server);
  const connection = (await openRaw({ port })).send(get('/nobody', handshake));
  await runOut();
  expect((await connection.response()).status).toBe(otherwise === 'open' ? 101 : otherwise);
  expect(connection.responses).toHaveLength(1);
});

test('an upgrade to another protocol on a path that nobody upgrades is served as an ordinary request', async () => {
  const { port, app, server } = await startBeside({ listen: (_app, server) => void server.on('upgrade', () => {}), order: 'before' });
  app.get('/own', (_request, response) => void response.json('mine'));
  const runOut = watchPatience(server);
  const connection = (await openRaw({ port })).send(get('/own', { Connection: 'Upgrade', Upgrade: 'h2c' }));
  await runOut();
  expect(await connection.response()).toMatchObject({ status: 200, body: '"mine"' });
});

test('the streams wait for a listener that takes an upgrade and answers later', async () => {
  const { port, server } = await startBeside({ listen: () => {}, order: 'before' });
  const taken: Socket[] = [];
  server.on('upgrade', (_request: IncomingMessage, socket: Socket) => {
    // Like a proxy whose target has not answered yet.
    taken.push(socket.setTimeout(0));
  });
  const runOut = watchPatience(server);
  const connection = (await openRaw({ port })).send(get('/slow', handshake));
  await runOut();
  taken[0]?.end('HTTP/1.1 418 Theirs\r\nContent-Length: 0\r\n\r\n');
  await connection.isEnded();
  expect(connection.responses.map(({ status }) => status)).toEqual([418]);
});

test('a listener for `clientError` that answers for the whole app does not write into a stream', async () => {
  const { port, server, log } = await startBeside({ listen: () => {}, order: 'before' });
  server.on('clientError', (_error, socket) => socket.end('HTTP/1.1 400 Theirs\r\nContent-Length: 0\r\n\r\n'));
  const broken = (await openRaw({ port })).send('nonsense\r\n\r\n');
  await broken.isEnded();
  expect(broken.responses.map(({ status }) => status)).toEqual([400]);
  const stream = (await openRaw({ port })).send(`${get('/stream/sse')}nonsense\r\n\r\n`);
  await stream.hears('event: hello');
  await log.append([{ event: 'a', data: 1 }]);
  await stream.hears('"data":1');
  expect(stream.received).not.toContain('400');
});

test('an upgrade on a path of the streams that is pipelined behind an unanswered request is not given to other listeners', async () => {
  const seen: (string | undefined)[] = [];
  const { port } = await startBeside({ listen: (_app, server) => void server.on('upgrade', ({ url }) => seen.push(url)), order: 'before' });
  const connection = await openRaw({ port });
  connection.send(get('/stream/long-polling?after=now&hold=55') + rawRequest('GET', '/stream/websocket', handshake));
  await connection.until('the end of the connection', () => connection.gone || connection.ended);
  expect([seen, connection.received]).toEqual([[], '']);
});
