import { once } from 'node:events';
import { createServer } from 'node:http';
import express from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { answerJson } from '../../server/stream/http/json-response.ts';
import { attach, memoryLog } from '../../server/stream/index.ts';
import { ask } from '../support/ask.ts';
import { startTestLab } from '../support/start-lab.ts';

test.each(['/STREAM/Polling', '/stream/polling/', '/stream/polling?', '/stream/polling?a=/stream/sse'])(
  '%s is answered as Express would match it',
  async (path) => {
    const lab = await startTestLab();
    expect((await ask(lab, path)).status).toBe(200);
  },
);

test('a path that only begins like a route gets 404', async () => {
  const lab = await startTestLab();
  expect((await ask(lab, '/stream/polling2')).status).toBe(404);
});

test('middleware that is mounted before the streams sees their requests, and middleware that is mounted after them guards later routes', async () => {
  const app = express();
  const server = createServer(app);
  const seen: string[] = [];
  app.use((request, _response, next) => {
    seen.push(request.url);
    next();
  });
  const { host } = attach(app, server, { log: memoryLog() });
  app.use((_request, response) => {
    response.status(401).end();
  });
  host.route('GET', '/added', (_request, response) => answerJson(response, 200, {}));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const port = listeningPort(server);
  expect((await ask({ port }, '/stream/polling')).status).toBe(200);
  expect((await ask({ port }, '/added')).status).toBe(401);
  expect(seen).toEqual(['/stream/polling', '/added']);
});
