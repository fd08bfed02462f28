import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import express, { type Application } from 'express';
import { expect, onTestFinished, test, vi } from 'vitest';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { attach, memoryLog } from '../../server/stream/index.ts';
import { ask, expectProblem } from '../support/ask.ts';

async function listening(server: Server): Promise<{ port: number }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: listeningPort(server) };
}

/** An app, and the paths that Express has seen. */
function watchedApp(): { app: Application; seen: () => (string | undefined)[] } {
  const app = express();
  const handle = vi.spyOn(app.router as unknown as { handle(request: IncomingMessage): void }, 'handle');
  return { app, seen: () => handle.mock.calls.map(([{ url }]) => url) };
}

const hosts = ['127.0.0.1'];

test('a poll bypasses Express if no middleware was mounted before, and other paths go through it', async () => {
  const { app, seen } = watchedApp();
  const server = createServer(app);
  attach(app, server, { log: memoryLog(), hosts });
  app.get('/own', (_request, response) => void response.json('mine'));
  const at = await listening(server);
  expect((await ask(at, '/stream/polling')).status).toBe(200);
  expect((await ask(at, '/own')).status).toBe(200);
  expect(seen()).toEqual(['/own']);
});

test.each([
  [
    'through a function',
    (app: Application): RequestListener =>
      (request, response) =>
        app(request, response),
  ],
  ['beside another listener', (app: Application) => app, () => {}],
])('a server that passes requests to the app %s gets them into Express first', async (_how, listener, further?: RequestListener) => {
  const { app, seen } = watchedApp();
  const server = createServer(listener(app));
  if (further) server.on('request', further);
  const mistakes: unknown[] = [];
  attach(app, server, { log: memoryLog(), hosts, onError: (error) => mistakes.push(error) });
  expect((await ask(await listening(server), '/stream/polling')).status).toBe(200);
  expect(seen()).toEqual(['/stream/polling']);
  // And it is not answered a second time.
  expect(mistakes).toEqual([]);
});

test('a second server of the same app is guarded like the first', async () => {
  const app = express();
  const first = createServer(app);
  const second = createServer(app);
  attach(app, first, { log: memoryLog(), hosts });
  app.get('/own', (_request, response) => void response.json('mine'));
  for (const at of [await listening(first), await listening(second)]) {
    for (const path of ['/stream/polling', '/own', '/nowhere']) {
      expectProblem(await ask(at, path, { headers: { Host: 'evil.example' } }), 421, 'unknown-host');
    }
    expect((await ask(at, '/stream/polling')).status).toBe(200);
    expect((await ask(at, '/own')).status).toBe(200);
    expect((await ask(at, '/nowhere')).status).toBe(404);
  }
});
