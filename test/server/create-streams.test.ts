import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createStreams, memoryLog, type StreamsOptions, transportNames } from '../../server/stream/index.ts';
import { ask, expectProblem, post } from '../support/ask.ts';
import { selfSigned } from '../support/certificate.ts';
import { eventually } from '../support/eventually.ts';
import { listening } from '../support/listening.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { openInNode } from '../support/platform.ts';
import { get, handshake, openRaw, rawRequest } from '../support/raw-http.ts';
import { command, openRawWebSocket } from '../support/raw-websocket.ts';
import { startStreams } from '../support/start-streams.ts';

expectNoMistakes();

const message = '{"event":"a","data":1}';

test('reports which requests and upgrades it has handled, and leaves the others alone', async () => {
  const at = await startStreams({ base: '/live/' });
  for (const path of ['/', '/stream/sse', '/live', '/live/', '/live/stream', '/LIVE/stream/polling', '/live/stream/polling/', '/healthz']) {
    expect(await ask(at, path), path).toMatchObject({ status: 404, headers: { 'x-whose': 'theirs' } });
  }
  for (const path of ['/', '/stream/websocket', '/live/other']) {
    expect(await ask(at, path, { headers: handshake }), path).toMatchObject({ status: 404, headers: { 'x-whose': 'theirs' } });
  }
  for (const path of ['/live/stream/polling', 'http://127.0.0.1/live/stream/polling?after=now']) expect((await ask(at, path)).status, path).toBe(200);
  expect((await ask(at, '/live/publish', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: message })).status).toBe(201);
  expectProblem(await ask(at, '/live/publish'), 405, 'bad-method');
  expectProblem(await ask(at, '/live/stream/websocket'), 426, 'upgrade-required');
  expectProblem(await ask(at, '/live/stream/sse', { headers: handshake }), 404, 'not-found');
  const h2c = expectProblem(await ask(at, '/live/stream/polling', { headers: { Connection: 'Upgrade', Upgrade: 'h2c' } }), 400, 'bad-request');
  expect(h2c.detail).toContain('h2c');
});

test.each(transportNames)('serves %s below its base, publishing included', async (transport) => {
  const at = await startStreams({ base: '/a.b/~live_1/' });
  const stream = openInNode(`${at.url}/a.b/~live_1`, { transport });
  await stream.hello();
  await at.streams.append([{ event: 'a', data: 1 }]);
  expect(await stream.call('publish', 'b', 2)).toMatchObject({ id: at.log.window.cursor(2) });
  expect((await stream.reach(2)).map(({ data }) => data)).toEqual([1, 2]);
});

test.each(['live', '/live', 'live/', '//', '/a//b/', '/../', '/a/./', '/li ve/', '/live/?', '/:id/', '/*/', '/%6Cive/', '/é/', '', 7])(
  'refuses the base %o',
  (base) => {
    expect(() => createStreams({ log: memoryLog(), base } as StreamsOptions)).toThrow(
      /^Expected `base` of createStreams to be a path that begins and ends with a slash, .+; got .+\. \S.+\.$/,
    );
  },
);

test.each<[option: object, says: RegExp]>([
  [{}, /^Expected createStreams\(\{ log \}\); got no log\. memoryLog\(\) makes one\.$/],
  [{ log: { append() {}, onAppend() {}, window: {} } }, /^Expected `log` of createStreams to be a log; got an object\./],
  [{ log: memoryLog(), authorize: true }, /^Expected `authorize` of createStreams to be a function; got true\./],
  [
    { log: memoryLog(), publish: ['a'] },
    /^Expected `publish` of createStreams to be true or false; got \["a"\]\. Who may publish what, `authorize` says\.$/,
  ],
  [{ log: memoryLog(), authorise() {} }, /^Expected the options log, .* of createStreams; got `authorise`\./],
])('refuses %o', (options, says) => {
  expect(() => createStreams(options as StreamsOptions)).toThrow(says);
});

test('without publishing there is no path for it, and a publish over a WebSocket is refused', async () => {
  for (const authorize of [undefined, () => ({ read: true, publish: true }) as const]) {
    const at = await startStreams({ publish: false, ...(authorize && { authorize }) });
    expect((await post(at, message)).headers['x-whose']).toBe('theirs');
    const socket = await openRawWebSocket(at);
    for (const type of ['publish', 'broadcast']) {
      socket.send(command({ type, event: 'a', data: 1, ref: type }));
      await socket.hears(`{"type":"error","ref":"${type}","code":"forbidden","message":"Expected only reads; this server takes no publishes. `);
    }
    socket.send(command({ type: 'subscribe', event: 'a', ref: 1 }));
    await socket.hears('"ref":1');
    expect(at.log.window.head).toBe(0);
    await at.streams.append([{ event: 'a', data: 'own' }]);
    await socket.hears('"own"');
  }
});

test('refusals name the options of createStreams', async () => {
  const refused: unknown[] = [];
  const at = await startStreams({ hosts: ['app.example'], onError: (error) => refused.push(error) });
  const reply = expectProblem(await ask(at, '/stream/polling', { headers: { Host: 'evil.example' } }), 421, 'unknown-host');
  expect(reply.detail).toContain("Give createStreams the option `hosts: ['evil.example']`");
  expect((await ask(at, '/theirs', { headers: { Host: 'evil.example' } })).status).toBe(404);
  expect(refused).toMatchObject([{ name: 'PeerError', code: 'unknown-host' }]);
});

test('closing ends the streams politely, resolves when they have ended, and leaves the paths to others', async () => {
  const at = await startStreams();
  const after = at.log.window.cursor(0);
  const streams = [await openRaw(at), await openRaw(at), await openRawWebSocket(at)];
  streams[0]?.send(get(`/stream/long-polling?after=${after}&hold=55`));
  await streams[1]?.send(get('/stream/sse')).hears('event: hello');
  const idle = (await openRaw(at)).send(get('/stream/polling'));
  await idle.response();
  await eventually('three readers', () => at.followers() === 3);
  const closing = at.streams.close({ grace: 8_000 });
  idle.send(get('/stream/polling'));
  expectProblem(await idle.response(2), 503, 'unavailable');
  await streams[1]?.isEnded();
  streams[1]?.halfClose();
  await streams[2]?.hears('going away');
  streams[2]?.halfClose();
  await closing;
  expect((await streams[0]?.response())?.status).toBe(204);
  expect(streams[1]?.received).toMatch(/\r\n0\r\n\r\n$/);
  expect(at.followers()).toBe(0);
  idle.send(get('/stream/polling'));
  expect((await idle.response(3)).headers['x-whose']).toBe('theirs');
  expect(at.streams.close()).toBeInstanceOf(Promise);
  await at.streams.close();
});

test('closing cuts clients that have not ended after the grace period, and refuses an invalid grace', async () => {
  const at = await startStreams();
  const stubborn = [await openRaw(at), await openRawWebSocket(at)];
  await stubborn[0]?.send(get('/stream/sse')).hears('event: hello');
  await expect(at.streams.close({ grace: Number.NaN })).rejects.toThrow(/^Expected `grace` of close to be a number from 0 to /);
  await at.streams.close({ grace: 20 });
  await Promise.all(stubborn.map((connection) => connection.isEnded()));
  const closed = once(at.server, 'close');
  at.server.close();
  await closed;
});

test('several streams can be offered on the same server, at the same time and one after the other', async () => {
  const [first, second] = [
    createStreams({ log: memoryLog({ epoch: 'first' }), base: '/first/' }),
    createStreams({ log: memoryLog({ epoch: 'second' }) }),
  ];
  let third = first;
  const server = createServer((request, response) => {
    for (const streams of [third, second]) if (streams.handle(request, response)) return;
    response.writeHead(404).end();
  });
  const at = await listening(server);
  expect((await ask(at, '/first/stream/polling')).body).toContain('first-0');
  expect((await ask(at, '/stream/polling')).body).toContain('second-0');
  await first.close();
  third = createStreams({ log: memoryLog({ epoch: 'third' }), base: '/first/' });
  expect((await ask(at, '/first/stream/polling')).body).toContain('third-0');
});

test('requests for the streams and for other handlers, pipelined together, are answered in order', async () => {
  const at = await startStreams();
  const connection = (await openRaw(at)).send(
    get('/theirs') +
      rawRequest('POST', '/publish', { 'Content-Type': 'application/json' }, message) +
      get('/theirs') +
      get('/stream/polling?after=earliest') +
      get('/stream/sse?after=earliest') +
      get('/theirs'),
  );
  await connection.hears('event: hello');
  expect(connection.responses.slice(0, 4).map(({ status }) => status)).toEqual([404, 201, 404, 200]);
  await connection.hears('"data":1,"at"');
  expect(connection.received.match(/X-Whose/gi)).toHaveLength(2);
});

test('serves over TLS', async () => {
  const streams = createStreams({ log: memoryLog() });
  const server = createSecureServer(selfSigned(), (request, response) => void streams.handle(request, response));
  server.on('upgrade', (request, socket, head) => streams.upgrade(request, socket, head));
  const { port } = await listening(server);
  const socket = new WebSocket(`wss://127.0.0.1:${port}/stream/websocket`, { rejectUnauthorized: false });
  const [hello] = await once(socket, 'message');
  expect(String(hello)).toContain('"type":"hello"');
  socket.terminate();
});
