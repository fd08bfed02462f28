import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import express, { type Application, type NextFunction, type Request, type Response } from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { createExpressServer } from '../../server/lab/express-server.ts';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { ask } from '../support/ask.ts';

async function listening({ app, server }: { app: Application; server: Server }): Promise<{ app: Application; server: Server; port: number }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { app, server, port: listeningPort(server) };
}

test('requests and responses are created with the prototypes that Express would set, and keep them', async () => {
  const { app, server, port } = await listening(createExpressServer());
  const seen: [object, object][] = [];
  const look = (request: IncomingMessage, response: ServerResponse) => seen.push([Object.getPrototypeOf(request), Object.getPrototypeOf(response)]);
  // Before Express, in it, and after it.
  server.prependListener('request', look);
  app.get('/', (request, response) => {
    look(request, response);
    response.send('found');
    look(request, response);
  });
  expect(await ask({ port }, '/')).toMatchObject({ status: 200, body: 'found' });
  const { request: asked, response: answered } = app as unknown as { request: object; response: object };
  expect(seen).toHaveLength(3);
  for (const [ofRequest, ofResponse] of seen) {
    expect(ofRequest).toBe(asked);
    expect(ofResponse).toBe(answered);
  }
});

/** Features of Express that apps use. */
function furnish(app: Application): void {
  app.disable('x-powered-by').disable('etag').set('trust proxy', true);
  const router = express.Router();
  router.get('/:name', ({ params, baseUrl, query }, response) => void response.json({ params, baseUrl, query }));
  const inner = express();
  inner.get('/who', ({ app: own, ip, hostname, protocol }, response) => void response.json({ mounted: own === inner, ip, hostname, protocol }));
  inner.get('/back', (_request, response) => response.redirect('../away'));
  app.use('/router', router);
  app.use('/inner', inner);
  app.use('/files', express.static(import.meta.dirname));
  app.get('/sent', (request, response) => {
    response
      .status(418)
      .set('X-Own', String(response.app === app && response.req === request && request.res === response))
      .cookie('a', 'b')
      .type('text')
      .send('sent');
  });
  app.post('/echo', express.json(), ({ body }, response) => void response.json(body));
  app.get(
    '/accepts',
    (request, response) => void response.json([request.accepts('json', 'html'), request.get('x'), request.is('json'), request.xhr]),
  );
  app.get('/throws', () => {
    throw new Error('as it must');
  });
  app.get('/rejects', async () => {
    throw new Error('as it must');
  });
  app.use((error: Error, _request: Request, response: Response, _next: NextFunction) => void response.status(500).json({ caught: error.message }));
}

test.each([
  ['GET', '/router/anna?a=1&a=2', 200],
  ['GET', '/inner/who', 200],
  ['GET', '/inner/back', 302],
  ['GET', '/files/express-server.test.ts', 200],
  ['HEAD', '/files/express-server.test.ts', 200],
  ['GET', '/files/nothing', 404],
  ['GET', '/sent', 418],
  ['HEAD', '/sent', 418],
  ['OPTIONS', '/sent', 200],
  ['POST', '/echo', 200],
  ['GET', '/accepts', 200],
  ['GET', '/throws', 500],
  ['GET', '/rejects', 500],
  ['GET', '/nowhere', 404],
])('%s %s is answered as on an ordinary Express server', async (method, path, status) => {
  const app = express();
  const ordinary = await listening({ app, server: createServer(app) });
  const tuned = await listening(createExpressServer());
  const headers = { Host: 'localhost', 'X-Forwarded-For': '10.1.2.3', 'X-Forwarded-Proto': 'https', Accept: 'text/html', X: 'y' };
  const asked = method === 'POST' ? { method, headers: { ...headers, 'Content-Type': 'application/json' }, body: '{"a":1}' } : { method, headers };
  const replies = [];
  for (const on of [ordinary, tuned]) {
    furnish(on.app);
    const reply = await ask(on, path, asked);
    delete reply.headers.date;
    replies.push(reply);
  }
  expect(replies[1]?.status).toBe(status);
  expect(replies[1]).toEqual(replies[0]);
});
