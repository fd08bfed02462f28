import { once } from 'node:events';
import { createServer } from 'node:http';
import compression from 'compression';
import express, { type RequestHandler } from 'express';
import session from 'express-session';
import morgan from 'morgan';
import responseTime from 'response-time';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { attach, memoryLog } from '../../server/stream/index.ts';
import { ask, type Reply } from '../support/ask.ts';
import { get, openRaw } from '../support/raw-http.ts';

/**
 * Wraps `writeHead` as on-headers 1.0 did, which morgan, compression, express-session and response-time of many apps still load: it takes header fields as an object
 * or as a list of [name, value] pairs. Of the flat list that Node takes as well (name, value, name, value, …) it would make fields from single letters.
 */
const pairsOnly: RequestHandler = (_request, response, next) => {
  const writeHead = response.writeHead.bind(response);
  const write = (status: number, fields: Readonly<Record<string, string>> | readonly (readonly [string, string])[] = {}) => {
    const pairs = Array.isArray(fields) ? fields : Object.entries(fields);
    for (const [name, value] of pairs) response.setHeader(name, value);
    return writeHead(status);
  };
  response.writeHead = write as typeof response.writeHead;
  next();
};

const kinds: readonly (readonly [name: string, make: () => RequestHandler])[] = [
  ['on-headers 1.0', () => pairsOnly],
  ['morgan', () => morgan('tiny', { stream: { write: () => {} } })],
  ['compression', () => compression({ threshold: 0 })],
  ['express-session', () => session({ secret: 'test', resave: false, saveUninitialized: true, cookie: { secure: false } })],
  ['response-time', () => responseTime()],
];

async function start(middleware: RequestHandler) {
  const app = express();
  const server = createServer(app);
  const log = memoryLog();
  app.use(middleware);
  attach(app, server, { log, origins: ['https://app.example'] });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { log, port: listeningPort(server) };
}

const json = { 'Content-Type': 'application/json' };

function expectFields({ status, headers, body }: Reply, wanted: number, type: string | undefined): void {
  expect([status, headers['content-type'], headers['cache-control']]).toEqual([wanted, type, 'no-store']);
  if (type) expect(Number(headers['content-length'])).toBe(Buffer.byteLength(body));
}

describe.each(kinds)('behind %s, which wraps writeHead,', (name, make) => {
  test('answers of every kind keep their fields', async () => {
    const lab = await start(make());
    expectFields(await ask(lab, '/stream/polling'), 200, 'application/json');
    expectFields(await ask(lab, `/stream/polling?after=${lab.log.window.cursor(0)}`), 204, undefined);
    expectFields(await ask(lab, '/stream/polling?after='), 400, 'application/problem+json');
    const stored = await ask(lab, '/publish', { method: 'POST', headers: json, body: '{"event":"a","data":1}' });
    expect([stored.status, stored.headers['content-type']]).toEqual([201, 'application/json']);
    await lab.log.append([{ event: 'large', data: 'x'.repeat(40_000) }]);
    expectFields(await ask(lab, '/stream/polling?after=earliest'), 200, 'application/json');
    expectFields(await ask(lab, '/stream/long-polling?after=earliest'), 200, 'application/json');
    const allowed = await ask(lab, '/stream/polling', { headers: { Origin: 'https://app.example' } });
    expectFields(allowed, 200, 'application/json');
    expect(allowed.headers['access-control-allow-origin']).toBe('https://app.example');
    if (name === 'response-time') expect(allowed.headers['x-response-time']).toMatch(/ms$/);
    if (name === 'express-session') expect(allowed.headers['set-cookie']).toHaveLength(1);
  });

  test('event streams keep their fields, and flow', async () => {
    const lab = await start(make());
    const connection = (await openRaw(lab)).send(get('/stream/sse', { 'Accept-Encoding': 'gzip' }));
    await connection.hears('event: hello');
    expect(connection.responses[0]?.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    await lab.log.append([{ event: 'a', data: 1 }]);
    await connection.hears('"event":"a"');
  });
});
