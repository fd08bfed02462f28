import { createServer } from 'node:http';
import express, { type RequestHandler } from 'express';
import express4 from 'express4';
import { expect, test } from 'vitest';
import { attach, memoryLog } from '../../server/stream/index.ts';
import { expectProblem, post, type Reply } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { listening } from '../support/listening.ts';
import { get, openRaw, rawRequest } from '../support/raw-http.ts';

const json = { 'Content-Type': 'application/json' };
const any = { type: '*/*', limit: '4mb' };

/** An app whose middleware was mounted before the streams. */
async function startApp(before: RequestHandler, make = express) {
  const app = make();
  app.use(before);
  const server = createServer(app);
  const log = memoryLog();
  const mistakes: unknown[] = [];
  attach(app, server, { log, onError: (error) => mistakes.push(error) });
  return { log, mistakes, ...(await listening(server)) };
}

const parsers: [name: string, before: RequestHandler, make?: typeof express][] = [
  ['express.json()', express.json(any)],
  ['express.json({ strict: false })', express.json({ ...any, strict: false })],
  ['express.text()', express.text(any)],
  ['express.raw()', express.raw(any)],
  ['express.json() of Express 4', express4.json(any), express4],
  ['express.raw() of Express 4', express4.raw(any), express4],
  ['a parser that leaves the body alone, in Express 4', express4.urlencoded({ extended: false }), express4],
];

test.each(parsers)('a body that %s has read before is stored, with the same limits', async (_name, before, make) => {
  const app = await startApp(before, make);
  const one = await post(app, '{"event":"ä","data":"€"}');
  expect([one.status, one.body]).toEqual([201, `{"id":"${app.log.window.cursor(1)}"}`]);
  const two = await post(app, ['[{"event":"a","data":1},', '{"event":"b","data":2}]']);
  expect([two.status, two.body]).toEqual([201, `{"ids":["${app.log.window.cursor(2)}","${app.log.window.cursor(3)}"]}`]);
  expectProblem(await post(app, '{"event":"a"}'), 400, 'bad-message');
  const padding = ' '.repeat(1024 * 1024);
  expectProblem(await post(app, `{"event":"a","data":1${padding}}`), 413, 'too-large');
  const tooLong = JSON.stringify(Array.from({ length: 20 }, () => ({ event: 'a', data: 'x'.repeat(60_000) })));
  expectProblem(await post(app, [tooLong.slice(0, 9), tooLong.slice(9)]), 413, 'too-large');
  expectProblem(await post(app, '{"event":"a","data":1}', { 'Content-Type': 'text/plain' }), 415, 'bad-content-type');
  expect([app.log.window.head, app.mistakes]).toEqual([3, []]);
});

const takers: [name: string, before: RequestHandler][] = [
  [
    'read it all and kept it',
    async (request, _response, next) => {
      for await (const _bytes of request);
      next();
    },
  ],
  [
    'discarded it',
    (request, _response, next) => {
      request.resume().once('end', next);
    },
  ],
  [
    'is reading it itself',
    (request, _response, next) => {
      request.on('data', () => {});
      request.once('data', () => setImmediate(next));
    },
  ],
  [
    'waits for `readable`',
    (request, _response, next) => {
      request.on('readable', () => {});
      next();
    },
  ],
];

test.each(takers)('a body is refused, with advice on the order of middleware, if middleware before %s', async (_name, before) => {
  const app = await startApp(before);
  const problem = expectProblem(await post(app, '{"event":"a","data":1}'), 500, 'body-taken');
  expect(problem.detail).toMatch(/Mount express\.json\(\) and its like after attach\.$/);
  expect([app.log.window.head, app.mistakes]).toEqual([0, [expect.objectContaining({ code: 'body-taken', message: problem.detail })]]);
});

const harmless: [name: string, before: RequestHandler][] = [
  [
    'paused it',
    (request, _response, next) => {
      request.pause();
      setImmediate(next);
    },
  ],
  [
    'listens for `data` as well',
    (request, _response, next) => {
      request.on('data', () => {});
      next();
    },
  ],
  [
    'has set an encoding',
    (request, _response, next) => {
      request.setEncoding('latin1');
      next();
    },
  ],
];

test.each(harmless)('a body is stored if middleware before %s', async (_name, before) => {
  const app = await startApp(before);
  const reply: Reply = await post(app, '{"event":"a","data":"€"}');
  expect([reply.status, app.mistakes]).toEqual([201, []]);
});

test('a request that reaches the streams after its peer has disconnected, or after other middleware has answered, ends at once', async () => {
  let waiting = 0;
  let gone = 0;
  const app = express();
  const server = createServer(app);
  app.use((request, response, next) => {
    if (request.query.answered !== undefined) {
      response.end('answered');
      next();
      return;
    }
    waiting += 1;
    request.socket.once('close', () => {
      gone += 1;
      next();
    });
  });
  const log = memoryLog();
  const mistakes: unknown[] = [];
  const { followers } = attach(app, server, { log, onError: (error) => mistakes.push(error) });
  const at = await listening(server);
  for (const path of ['/stream/sse?answered', '/stream/long-polling?answered&after=now']) {
    expect((await (await openRaw(at)).send(get(path)).response()).body).toBe('answered');
  }
  const body = rawRequest('POST', '/publish', { ...json, 'Content-Length': '100' }, '{');
  const requests = [get('/stream/polling'), get('/stream/long-polling?after=now'), get('/stream/sse'), body];
  for (const request of requests) {
    const before = waiting;
    const connection = (await openRaw(at)).send(request);
    await eventually('the request to come in', () => waiting > before);
    connection.reset();
  }
  await eventually('all peers to be gone', () => gone === requests.length);
  expect([followers(), log.window.head, mistakes]).toEqual([0, 0, []]);
});
