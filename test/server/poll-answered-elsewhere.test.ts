import { createServer, type ServerResponse } from 'node:http';
import express from 'express';
import { expect, test } from 'vitest';
import { attach, memoryLog } from '../../server/stream/index.ts';
import { eventually } from '../support/eventually.ts';
import { listening } from '../support/listening.ts';
import { get, openRaw } from '../support/raw-http.ts';

/** An app with a held poll of event `a` that its middleware has answered, as middleware does that limits how long a request may take. */
async function startAnswered() {
  const app = express();
  const responses: ServerResponse[] = [];
  app.use((_request, response, next) => {
    responses.push(response);
    next();
  });
  const server = createServer(app);
  const log = memoryLog();
  const mistakes: unknown[] = [];
  const { followers } = attach(app, server, { log, onError: (error) => mistakes.push(error) });
  const at = await listening(server);
  const line = await openRaw(at);
  const poll = (event: string) => line.send(get(`/stream/long-polling?after=${log.window.cursor(log.window.head)}&events=${event}`));
  const held = (count: number) => eventually(`${count} held polls`, () => followers() === count);
  poll('a');
  await held(1);
  responses[0]?.writeHead(503, { 'Content-Length': 0 }).end();
  await line.hears('503');
  return { log, mistakes, responses, line, poll, held };
}

test('a held poll that middleware has answered is forgotten when its client asks again', async () => {
  const { log, mistakes, responses, line, poll, held } = await startAnswered();
  poll('b');
  await eventually('the second request', () => responses.length === 2);
  await held(1);
  await log.append([{ event: 'b', data: 'for the second' }]);
  await line.hears('for the second');
  await held(0);
  expect(mistakes).toEqual([]);
});

test('a held poll that middleware has answered is forgotten with the next notification', async () => {
  const { log, mistakes, line, held } = await startAnswered();
  await log.append([{ event: 'a', data: 'too late' }]);
  await held(0);
  expect(mistakes).toEqual([]);
  expect(line.received).not.toContain('too late');
});
