import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import express from 'express';
import express4 from 'express4';
import { describe, expect, test } from 'vitest';
import { attach, memoryLog } from '../../server/stream/index.ts';
import { ask, expectProblem } from '../support/ask.ts';
import { selfSigned } from '../support/certificate.ts';
import { listening } from '../support/listening.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, handshake, openRaw, openRawSecure, rawRequest } from '../support/raw-http.ts';

expectNoMistakes();

const versions = { 'Express 4': express4, 'Express 5': express };
type Version = keyof typeof versions;

const json = { 'Content-Type': 'application/json' };
const message = '{"event":"a","data":"hello"}';

/** Where the streams are mounted, and how a request gets there. @returns the app that is served */
const places = {
  'an app': (version: Version) => ({ base: '/', app: versions[version](), place: undefined }),
  'a Router': (version: Version) => {
    const [app, place] = [versions[version](), versions[version].Router()];
    app.use((_request, _response, next) => next());
    app.use(place);
    return { base: '/live/', app, place };
  },
  'a Router that is mounted at a path': (version: Version) => {
    const [app, outer, place] = [versions[version](), versions[version].Router(), versions[version].Router()];
    outer.use('/v1', place);
    app.use('/api', outer);
    return { base: '/api/v1/', app, place };
  },
};

const servers = {
  http: { create: (app: Parameters<typeof createServer>[1]) => createServer(app), open: openRaw },
  https: { create: (app: Parameters<typeof createServer>[1]) => createSecureServer(selfSigned(), app), open: openRawSecure },
};

const everywhere = Object.keys(versions).flatMap((version) =>
  Object.keys(places).flatMap((where) => Object.keys(servers).map((scheme) => ({ version, where, scheme }))),
) as { version: Version; where: keyof typeof places; scheme: keyof typeof servers }[];

describe.each(everywhere)('Attached to $where of $version over $scheme,', ({ version, where, scheme }) => {
  test('all four transports and publishing work beside the routes of the app, until they are closed', async () => {
    const { base, app, place = app } = places[where](version);
    const server = servers[scheme].create(app);
    const log = memoryLog();
    const streams = attach(place, server, { log, base });
    app.get('/own', (_request, response) => void response.json({ own: true }));
    const at = await listening(server);
    const open = () => servers[scheme].open(at);

    const follow = get(`${base}stream/long-polling?after=${log.window.cursor(0)}&hold=55`);
    const readers = [
      (await open()).send(get(`${base}stream/websocket`, handshake)),
      (await open()).send(get(`${base}stream/sse`)),
      (await open()).send(follow),
    ];
    await readers[0]?.hears('"type":"hello"');
    await readers[1]?.hears('event: hello');
    const asking = (await open()).send(rawRequest('POST', `${base}publish`, json, message));
    expect((await asking.response()).status).toBe(201);
    asking.send(get(`${base}stream/polling?after=earliest`)).send(get('/own'));
    expect((await asking.response(3)).body).toBe('{"own":true}');
    for (const reader of [...readers, asking]) await reader.hears('"data":"hello"');

    await streams.close({ grace: 20 });
    asking.send(get(`${base}stream/polling`)).send(get('/own'));
    expect((await asking.response(4)).status).toBe(404);
    expect((await asking.response(5)).body).toBe('{"own":true}');
  });
});

describe.each(Object.keys(versions) as Version[])('A Router of %s', (version) => {
  test('has its own rules for the spelling of paths', async () => {
    const strict = versions[version].Router({ strict: true, caseSensitive: true });
    const lax = versions[version].Router();
    for (const [router, status] of [
      [strict, 404],
      [lax, 200],
    ] as const) {
      const app = versions[version]();
      app.use('/live', router);
      const server = createServer(app);
      attach(router, server, { log: memoryLog(), base: '/live/' });
      const at = await listening(server);
      for (const path of ['/live/stream/polling/', '/live/STREAM/polling']) expect((await ask(at, path)).status, path).toBe(status);
      expect((await ask(at, '/live/stream/polling')).status).toBe(200);
    }
  });

  test('keeps the order of middleware that was mounted before it, in the app and in itself', async () => {
    const app = versions[version]();
    const router = versions[version].Router();
    router.use((request, response, next) => (request.headers.authorization ? next() : void response.status(401).end()));
    app.use('/live', router);
    const server = createServer(app);
    attach(router, server, { log: memoryLog(), base: '/live/' });
    const at = await listening(server);
    expect((await ask(at, '/live/stream/polling')).status).toBe(401);
    expect((await ask(at, '/live/stream/polling', { headers: { Authorization: 'Bearer ada' } })).status).toBe(200);
  });

  test('reports its mount path once if the base does not begin with it', async () => {
    const app = versions[version]();
    const router = versions[version].Router();
    app.use('/api', router);
    const server = createServer(app);
    const mistakes: unknown[] = [];
    attach(router, server, { log: memoryLog(), base: '/live/', onError: (error) => mistakes.push(error) });
    const at = await listening(server);
    for (const path of ['/api/stream/polling', '/api/live/stream/polling', '/live/stream/polling'])
      expect((await ask(at, path)).status, path).toBe(404);
    expect(mistakes.map(String)).toEqual([
      'Error: Expected `base` of attach to begin with /api/, where its Router is mounted; got /live/. It counts from the root of the server.',
    ]);
  });

  test('does not answer an upgrade while the app has not answered an earlier request on the connection', async () => {
    const app = versions[version]();
    const router = versions[version].Router();
    const asked = new Promise<() => void>((resolve) => app.get('/slow', (_request, response) => resolve(() => void response.end('slow'))));
    app.use(router);
    const server = createServer(app);
    attach(router, server, { log: memoryLog() });
    const connection = (await openRaw(await listening(server))).send(get('/slow'));
    const answer = await asked;
    connection.send(get('/stream/websocket', handshake));
    await connection.isEnded();
    answer();
    expect(connection.received).toBe('');
  });
});

test('the base counts from the root of the server for an app that is mounted on another one, too', async () => {
  const [parent, app] = [express(), express()];
  parent.use('/api', app);
  const server = createServer(parent);
  attach(app, server, { log: memoryLog(), base: '/api/' });
  const at = await listening(server);
  expect((await ask(at, '/api/stream/polling')).status).toBe(200);
  expectProblem(await ask(at, '/api/stream/websocket'), 426, 'upgrade-required');
  const connection = (await openRaw(at)).send(get('/api/stream/websocket', handshake));
  await connection.hears('"type":"hello"');
});
