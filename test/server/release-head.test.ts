import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import express from 'express';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { attach, memoryLog } from '../../server/stream/index.ts';
import { eventually } from '../support/eventually.ts';
import { get, openRaw } from '../support/raw-http.ts';

type Look = (request: IncomingMessage & { res?: ServerResponse }, response: ServerResponse) => void;

/** An app that keeps references to its requests, for the test only. */
async function startWatched(look: Look = () => {}) {
  const app = express();
  const server = createServer(app);
  const log = memoryLog();
  const asked: { request: Parameters<Look>[0]; response: ServerResponse }[] = [];
  app.use((request, response, next) => {
    asked.push({ request, response });
    look(request, response);
    next();
  });
  const { followers } = attach(app, server, { log });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { log, asked, followers, port: listeningPort(server) };
}

const fields = { 'User-Agent': 'test', 'X-Long': 'x'.repeat(1_000) };

describe('an open stream', () => {
  test('releases its response and its head, and goes on', async () => {
    const { log, asked, port } = await startWatched();
    const connection = (await openRaw({ port })).send(get('/stream/sse', fields));
    await connection.hears('event: hello');
    const [stream] = asked;
    expect(stream?.response.socket).toBeNull();
    expect(stream?.request).toMatchObject({ rawHeaders: [], headers: {}, res: undefined });
    await log.append([{ event: 'still', data: 1 }]);
    await connection.hears('"still"');
  });

  test('keeps its response if a listener waits for the end', async () => {
    let closed = () => {};
    const ended = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const { port } = await startWatched((_request, response) => response.once('close', closed));
    const connection = (await openRaw({ port })).send(get('/stream/sse', fields));
    await connection.hears('event: hello');
    connection.reset();
    await ended;
  });
});

describe('a long poll', () => {
  test('releases its head while it is held', async () => {
    const { log, asked, followers, port } = await startWatched();
    const connection = (await openRaw({ port })).send(get('/stream/long-polling?after=now', fields));
    await eventually('the poll to be held', () => followers() === 1);
    expect(asked[0]?.request).toMatchObject({ rawHeaders: [], headers: {} });
    await log.append([{ event: 'a', data: 1 }]);
    expect((await connection.response()).status).toBe(200);
  });

  test('keeps its head if it is answered at once, for listeners that log it', async () => {
    const { asked, port } = await startWatched();
    const connection = (await openRaw({ port })).send(get('/stream/long-polling', fields));
    expect((await connection.response()).status).toBe(200);
    expect(asked[0]?.request.headers).toMatchObject({ 'user-agent': 'test' });
  });
});
