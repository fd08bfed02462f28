import { once } from 'node:events';
import { createServer } from 'node:http';
import express from 'express';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type AttachOptions, attach, memoryLog } from '../../server/stream/index.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import { listening } from '../support/listening.ts';
import { openInNode } from '../support/platform.ts';

/** An existing Express app of a user, with the streams added to it. */
async function startSomebodysApp(options: Partial<AttachOptions> = {}) {
  const app = express();
  const server = createServer(app);
  const log = memoryLog();
  const attached = attach(app, server, { log, ...options });
  app.use((_request, response, next) => {
    response.setHeader('X-Somebody', 'yes');
    next();
  });
  app.get('/own', (_request, response) => {
    response.json({ own: true });
  });
  app.post('/own', express.json(), (request, response) => {
    response.status(202).send(request.body);
  });
  return { app, server, log, attached, ...(await listening(server)) };
}

describe('attached to an existing app', () => {
  test.each(transportNames)('the stream is offered over %s', async (transport) => {
    const { url, log } = await startSomebodysApp();
    const stream = openInNode(url, { transport });
    await stream.hello();
    await log.append([{ event: 'a', data: 1 }]);
    const { id } = await stream.stream.publish('b', 2);
    expect((await stream.reach(2)).map(({ data }) => data)).toEqual([1, 2]);
    expect(id).toBe(log.window.cursor(2));
  });

  test('the app keeps its routes, its middleware, its errors and its 404', async () => {
    const { url, app } = await startSomebodysApp();
    app.get('/broken', () => {
      throw Object.assign(new Error('Theirs.'), { status: 418 });
    });
    const own = await fetch(`${url}/own`);
    expect([own.status, own.headers.get('x-somebody'), await own.json()]).toEqual([200, 'yes', { own: true }]);
    const posted = await fetch(`${url}/own`, { method: 'POST', body: '{"x":1}', headers: { 'Content-Type': 'application/json' } });
    expect([posted.status, await posted.json()]).toEqual([202, { x: 1 }]);
    expect((await fetch(`${url}/broken`)).status).toBe(418);
    const missing = await fetch(`${url}/missing`);
    expect([missing.status, missing.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect((await fetch(`${url}/stream/polling`)).headers.get('x-somebody')).toBeNull();
  });

  test('any Host is accepted unless names are given, and foreign origins are refused', async () => {
    const { url } = await startSomebodysApp();
    const publish = (to: string, headers: Record<string, string>) =>
      fetch(`${to}/publish`, { method: 'POST', body: '{"event":"a","data":1}', headers: { 'Content-Type': 'application/json', ...headers } });
    expect((await publish(url, {})).status).toBe(201);
    expect((await publish(url, { Origin: url })).status).toBe(201);
    expect((await publish(url, { Origin: 'https://evil.example' })).status).toBe(403);
    const strict = await startSomebodysApp({ hosts: ['app.example'], origins: ['https://other.example'] });
    expect((await publish(strict.url, { Origin: 'https://other.example' })).status).toBe(201);
  });

  test('closing it ends the streams, and the app goes on', async () => {
    const { url, attached, server } = await startSomebodysApp();
    const streams = transportNames.map((transport) => openInNode(url, { transport, retry: { first: 60_000 } }));
    await Promise.all(streams.map((stream) => stream.hello()));
    await eventually('three readers', () => attached.followers() === 3);
    attached.close();
    attached.close();
    await eventually('nobody to be left', () => attached.followers() === 0);
    expect((await fetch(`${url}/own`)).status).toBe(200);
    expect(server.listening).toBe(true);
  });

  test('upgrades on other paths are handled by other listeners', async () => {
    const { url, server } = await startSomebodysApp();
    server.on('upgrade', (request, socket) => {
      if (request.url === '/theirs') socket.end('HTTP/1.1 418 Theirs\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    });
    const theirs = new WebSocket(`${url.replace('http', 'ws')}/theirs`);
    const [error] = (await once(theirs, 'error')) as [Error];
    expect(error.message).toContain('418');
    const ours = openInNode(url, { transport: 'websocket' });
    await ours.hello();
  });

  test('two apps in one process are independent of each other', async () => {
    const [one, other] = [await startSomebodysApp(), await startSomebodysApp()];
    const stream = openInNode(one.url, { transport: 'sse' });
    await stream.hello();
    await other.log.append([{ event: 'a', data: 'other' }]);
    await one.log.append([{ event: 'a', data: 'one' }]);
    expect((await stream.reach(1)).map(({ data }) => data)).toEqual(['one']);
    other.attached.close();
    expect(one.attached.followers()).toBe(1);
  });
});
