import { execFile as execFileWithCallback } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import express from 'express';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { type AttachOptions, attach, memoryLog } from '../../server/stream/index.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import { listening } from '../support/listening.ts';
import { openInNode } from '../support/platform.ts';

const execFile = promisify(execFileWithCallback);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Somebody's Express app as it may have been for years, with the streams added to it. */
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

describe('attached to an app of somebody else', () => {
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

  test('any Host is taken unless names are given, and foreign origins are refused', async () => {
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

  test('upgrades on other paths are left to whoever listens for them', async () => {
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

  test('two apps in one process do not know of each other', async () => {
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

test('the built package serves and follows a stream in plain JavaScript', async () => {
  const program = `
    import { createServer } from 'node:http';
    import express from 'express';
    import { attach, memoryLog } from 'transport-lab';
    import { openStream } from 'transport-lab/client';
    const app = express();
    const server = createServer(app);
    const log = memoryLog();
    const attached = attach(app, server, { log });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const stream = openStream('http://127.0.0.1:' + server.address().port, { transport: 'long-polling', after: 'earliest' });
    stream.addEventListener('notification', ({ detail }) => {
      console.log(detail.event, detail.data);
      stream.close();
      attached.close();
      server.close();
      server.closeAllConnections();
    });
    await log.append([{ event: 'news', data: 'hello' }]);
  `;
  const { stdout } = await execFile(process.execPath, ['--input-type=module', '-e', program], { cwd: root, timeout: 20_000 });
  expect(stdout).toBe('news hello\n');
});

test('the built package has types, and they hold', async () => {
  // Inside the package, so that its name resolves.
  const folder = mkdtempSync(join(root, 'dist/consumer-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const compilerOptions = {
    noEmit: true,
    strict: true,
    target: 'es2022',
    module: 'nodenext',
    types: ['node'],
    lib: ['es2023', 'dom'],
    skipLibCheck: true,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.mts'] }));
  const check = (code: string) => {
    writeFileSync(join(folder, 'consumer.mts'), code);
    return execFile(process.execPath, [join(root, 'node_modules/typescript/bin/tsc')], { cwd: folder }).then(
      () => 'fine',
      ({ stdout }: { stdout: string }) => stdout,
    );
  };
  const right = `
    import { createServer } from 'node:http';
    import express from 'express';
    import { attach, memoryLog } from 'transport-lab';
    import { openStream } from 'transport-lab/client';
    const app = express();
    export const { close } = attach(app, createServer(app), { log: memoryLog({ maxCount: 100 }), heartbeat: 5_000 });
    openStream('http://localhost', { transport: 'sse' }).addEventListener('gap', ({ detail }) => console.log(detail.to.length));
  `;
  expect(await check(right)).toBe('fine');
  expect(await check(right.replace("'sse'", "'pigeon'"))).toContain('pigeon');
  expect(await check(right.replace('log: memoryLog', 'lag: memoryLog'))).toContain('lag');
});
