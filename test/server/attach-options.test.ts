import { once } from 'node:events';
import { createServer } from 'node:http';
import express from 'express';
import express4 from 'express4';
import { describe, expect, test } from 'vitest';
import { attach, memoryLog, transportNames } from '../../server/stream/index.ts';
import { bearer, rightsOf } from '../contract/rights-support.ts';
import { ask, expectProblem, post } from '../support/ask.ts';
import { listening } from '../support/listening.ts';
import { openInNode } from '../support/platform.ts';
import { get, handshake, openRaw } from '../support/raw-http.ts';
import { command, openRawWebSocket } from '../support/raw-websocket.ts';

describe.each([
  { version: 'Express 4', make: express4 },
  { version: 'Express 5', make: express },
])('Attached to an app of $version,', ({ make }) => {
  test.each(['/live/', '/Live/v1.2/'])('all paths are below the base %s, in the spellings that the app accepts', async (base) => {
    for (const mountedBefore of [false, true]) {
      const app = make();
      if (mountedBefore) app.use((_request, _response, next) => next());
      const server = createServer(app);
      const log = memoryLog();
      attach(app, server, { log, base });
      app.use((_request, response) => void response.status(418).end());
      const at = await listening(server);
      for (const transport of transportNames) {
        const stream = openInNode(at.url + base, { transport, after: 'earliest' });
        await stream.hello();
        await stream.call('publish', 'a', transport);
        await stream.until('its own notification', () => stream.notifications.some(({ data }) => data === transport));
      }
      for (const path of [base, base.toLowerCase(), base.toUpperCase()]) expect((await ask(at, `${path}stream/polling/`)).status, path).toBe(200);
      expect((await post(at, '{"event":"a","data":1}')).status).toBe(418);
      expect((await ask(at, '/stream/polling')).status).toBe(418);
    }
  });

  test('authorize guards all four transports and publishing, and no other routes', async () => {
    const app = make();
    const server = createServer(app);
    const log = memoryLog();
    const streams = attach(app, server, { log, authorize: async (request) => rightsOf(request) });
    app.post('/ticket', (_request, response) => void response.json(streams.ticket({ who: 'ann', read: ['a'], publish: false })));
    const at = await listening(server);
    for (const transport of transportNames) {
      const headers = transport === 'websocket' ? handshake : {};
      expectProblem(await ask(at, `/stream/${transport}`, { headers }), 401, 'unauthorized');
      const ticket = JSON.parse((await ask(at, '/ticket', { method: 'POST' })).body) as string;
      const connection = (await openRaw(at)).send(get(`/stream/${transport}?ticket=${ticket}`, headers));
      await connection.hears(transport.endsWith('polling') ? '"cursor"' : 'hello');
    }
    expect(streams.revoke('ann')).toBe(2);
    expectProblem(await post(at, '{"event":"a","data":1}'), 401, 'unauthorized');
    expect((await post(at, '{"event":"a","data":1}', { 'Content-Type': 'application/json', ...bearer('ann') })).status).toBe(201);
    await streams.append([{ event: 'c', data: 2 }]);
    expect(log.window.head).toBe(2);
  });

  test('without publishing the app answers its path, and a publish over a WebSocket is refused', async () => {
    const app = make();
    const server = createServer(app);
    attach(app, server, { log: memoryLog(), publish: false });
    app.post('/publish', (_request, response) => void response.status(202).end());
    const at = await listening(server);
    expect((await post(at, '{}')).status).toBe(202);
    const socket = await openRawWebSocket(at);
    socket.send(command({ type: 'publish', event: 'a', data: 1, ref: 1 }));
    await socket.hears('{"type":"error","ref":1,"code":"forbidden"');
  });

  test('close returns a promise, and once it has resolved nothing keeps the server open', async () => {
    const app = make();
    const server = createServer(app);
    const attached = attach(app, server, { log: memoryLog() });
    const at = await listening(server);
    const streams = [await openRaw(at), await openRawWebSocket(at)];
    await streams[0]?.send(get('/stream/sse')).hears('event: hello');
    await attached.close({ grace: 20 });
    expect(attached.followers()).toBe(0);
    const closed = once(server, 'close');
    server.close();
    await closed;
    for (const stream of streams) await stream.isEnded();
  });
});
