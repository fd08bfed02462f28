import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect } from 'node:tls';
import express from 'express';
import express4 from 'express4';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { attach, memoryLog } from '../../server/stream/index.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { ask, expectProblem, post } from '../support/ask.ts';
import { selfSigned } from '../support/certificate.ts';
import { listening } from '../support/listening.ts';
import { openInNode } from '../support/platform.ts';
import { get, handshake, RawConnection } from '../support/raw-http.ts';

describe.each([
  { version: 'Express 4', make: express4 },
  { version: 'Express 5', make: express },
])('Attached to an app of $version,', ({ make }) => {
  test.each(transportNames)('the stream is offered over %s, and the app keeps its own routes', async (transport) => {
    for (const mountedBefore of [false, true]) {
      const app = make();
      if (mountedBefore) app.use((_request, _response, next) => next());
      const server = createServer(app);
      const log = memoryLog();
      const attached = attach(app, server, { log });
      app.use(make.json());
      app.post('/own', (request, response) => void response.status(202).send(request.body));
      const at = await listening(server);
      const stream = openInNode(at.url, { transport });
      await stream.hello();
      await log.append([{ event: 'a', data: 1 }]);
      expect((await post(at, '{"event":"b","data":2}')).status).toBe(201);
      expect((await stream.reach(2)).map(({ data }) => data)).toEqual([1, 2]);
      for (const path of ['/STREAM/Polling', '/stream/polling/', '/Stream/Polling?after=earliest']) expect((await ask(at, path)).status).toBe(200);
      expectProblem(await ask(at, '/publish'), 405, 'bad-method');
      const own = await ask(at, '/own', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"x":1}' });
      expect([own.status, own.body]).toEqual([202, '{"x":1}']);
      expect((await ask(at, '/missing')).headers['content-type']).toBe('text/html; charset=utf-8');
      await stream.call('close');
      attached.close();
    }
  });

  test('the rules of the app for the spelling of paths apply to the streams', async () => {
    const app = make().enable('strict routing').enable('case sensitive routing');
    const server = createServer(app);
    attach(app, server, { log: memoryLog() });
    const at = await listening(server);
    for (const path of ['/stream/polling/', '/Stream/polling']) expect((await ask(at, path)).status).toBe(404);
    expect((await ask(at, '/stream/polling')).status).toBe(200);
  });
});

test('attach accepts a server that listens already, and an app that is mounted on the served one', async () => {
  const parent = express();
  const app = express();
  parent.use(app);
  const server = createServer(parent);
  const at = await listening(server);
  const { close } = attach(app, server, { log: memoryLog() });
  for (const transport of transportNames) {
    const stream = openInNode(at.url, { transport });
    await stream.hello();
    await stream.call('close');
  }
  close();
});

test.each(['h2c', 'TLS/1.0'])('over HTTPS a request for an upgrade to %s is answered like any other request, and WebSockets open', async (token) => {
  const app = express();
  const server = createSecureServer(selfSigned(), app);
  const mistakes: unknown[] = [];
  server.on('tlsClientError', (error) => mistakes.push(error));
  attach(app, server, { log: memoryLog(), onError: (error) => mistakes.push(error) });
  const { port } = await listening(server);
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  onTestFinished(() => void socket.destroy());
  const connection = new RawConnection(socket);
  for (let count = 1; count <= 3; count += 1) {
    connection.send(get('/stream/polling', { Connection: 'Upgrade', Upgrade: token }));
    expect((await connection.response(count)).status).toBe(200);
  }
  connection.send(get('/stream/websocket', handshake));
  await connection.hears('"type":"hello"');
  const websocket = new WebSocket(`wss://127.0.0.1:${port}/stream/websocket`, { rejectUnauthorized: false, origin: `https://127.0.0.1:${port}` });
  onTestFinished(() => websocket.terminate());
  await once(websocket, 'message');
  expect(mistakes).toEqual([]);
});
