import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import express from 'express';
import express4 from 'express4';
import { expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { attach, memoryLog } from '../../server/stream/index.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { ask, post } from '../support/ask.ts';
import { listening } from '../support/listening.ts';
import { openInNode } from '../support/platform.ts';
import { get, handshake, openRaw } from '../support/raw-http.ts';
import { openRawWebSocket } from '../support/raw-websocket.ts';

const message = '{"event":"a","data":1}';

/** Everything that `attach` could leave behind at a server. */
const traces = (server: Server) => ({
  listeners: Object.fromEntries(server.eventNames().map((name) => [String(name), server.listeners(name)])),
  emit: Object.hasOwn(server, 'emit'),
  shouldUpgrade: (server as { shouldUpgradeCallback?: unknown }).shouldUpgradeCallback,
});

const versions = [
  { version: 'Express 4', make: express4 },
  { version: 'Express 5', make: express },
];

test.each(versions)('attaching twice throws, with $version, whether on the app or on the server', ({ make }) => {
  const app = make();
  const server = createServer(app);
  const log = memoryLog();
  const { close } = attach(app, server, { log });
  expect(() => attach(app, server, { log })).toThrow(
    /^Expected an app and a server with no streams on them; got .*\. Attach once, or close\(\) the first\.$/,
  );
  expect(() => attach(app, createServer(app), { log })).toThrow(/Attach once/);
  const parent = make();
  parent.use(app);
  server.on('request', parent);
  expect(() => attach(parent, server, { log })).toThrow(/Attach once/);
  close();
});

test.each(versions)('closing leaves nothing at the server, with $version', async ({ make }) => {
  for (const furnish of [() => {}, (app: express.Application) => void app.use((_request, _response, next) => next())]) {
    const app = make();
    const server = createServer(app);
    furnish(app);
    const before = traces(server);
    for (let round = 0; round < 3; round += 1) {
      const attached = attach(app, server, { log: memoryLog() });
      expect(traces(server)).not.toEqual(before);
      attached.close();
      attached.close();
      expect(traces(server)).toEqual(before);
    }
  }
});

test('closing puts the app back at its place among the listeners, and leaves an `emit` that others have wrapped', () => {
  const app = express();
  const server = createServer(app);
  const { close } = attach(app, server, { log: memoryLog() });
  const [first, last] = [() => {}, () => {}];
  server.prependListener('request', first);
  server.on('request', last);
  const ours = server.emit;
  const wrapped = ((...values: Parameters<typeof ours>) => ours.apply(server, values)) as typeof ours;
  server.emit = wrapped;
  close();
  expect(server.listeners('request')).toEqual([first, app, last]);
  expect(server.emit).toBe(wrapped);
  const heard: unknown[] = [];
  server.on('upgrade', (value) => heard.push(value));
  expect(server.emit('upgrade', { url: '/stream/websocket', headers: {} })).toBe(true);
  expect(heard).toHaveLength(1);
});

test.each(versions)('after closing, the app answers the paths, and nothing is stored in the old log, with $version', async ({ make }) => {
  const app = make();
  const server = createServer(app);
  const log = memoryLog();
  const attached = attach(app, server, { log });
  attached.host.route('GET', '/added', (_request, response) => void response.end('added'));
  const at = await listening(server);
  const halfPublished = (await openRaw(at)).send(
    `POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${message.length}\r\n\r\n{`,
  );
  expect((await ask(at, '/added')).body).toBe('added');
  const socket = await openRawWebSocket(at);
  attached.close();
  halfPublished.send(message.slice(1));
  expect((await halfPublished.response()).status).toBe(503);
  await socket.isEnded();
  for (const path of ['/added', ...transportNames.map((transport) => `/stream/${transport}`)]) {
    const { status, headers } = await ask(at, path, { headers: path.endsWith('websocket') ? handshake : {} });
    expect([status, headers['content-type']], path).toEqual([404, 'text/html; charset=utf-8']);
  }
  expect((await post(at, message)).status).toBe(404);
  expect([log.window.head, attached.followers()]).toEqual([0, 0]);
  await log.append([{ event: 'a', data: 1 }]);
});

test.each(versions)('attaching again after closing offers the new log, ahead of routes mounted meanwhile, with $version', async ({ make }) => {
  const app = make();
  const server = createServer(app);
  const first = attach(app, server, { log: memoryLog() });
  app.use((_request, response) => void response.status(418).end());
  const at = await listening(server);
  first.close();
  expect((await ask(at, '/stream/polling')).status).toBe(418);
  const log = memoryLog({ epoch: 'second' });
  const second = attach(app, server, { log });
  // Calling the first `close` again does not detach the second one.
  first.close();
  const streams = transportNames.map((transport) => openInNode(at.url, { transport }));
  await Promise.all(streams.map((stream) => stream.hello()));
  expect((await post(at, message)).body).toBe('{"id":"second-1"}');
  for (const stream of streams) {
    await stream.reach(1);
    await stream.call('close');
  }
  expect((await ask(at, '/own')).status).toBe(418);
  second.close();
  expect((await ask(at, '/stream/polling')).status).toBe(418);
});

test('closing ends streams that Node no longer tracks, and those whose peer does not answer', async () => {
  const app = express();
  const server = createServer(app);
  const attached = attach(app, server, { log: memoryLog() });
  new WebSocketServer({ server, path: '/theirs' });
  const at = await listening(server);
  const upgraded = (await openRaw(at)).send(get('/stream/sse') + get('/x', handshake));
  const mute = await openRawWebSocket(at);
  // An invalid frame: ws closes by itself, and waits half a minute for the peer.
  mute.send(Buffer.from([0x81, 0x00]));
  const refused = (await openRaw(at)).send(get('/stream/websocket', { ...handshake, Origin: 'http://evil.example', 'User-Agent': 'Mozilla/5.0' }));
  await Promise.all([upgraded.hears('event: hello'), refused.hears('foreign-origin')]);
  const closed = once(server, 'close');
  attached.close();
  server.close();
  await closed;
  for (const connection of [upgraded, mute, refused]) await connection.until('the end of the connection', () => connection.ended);
});
