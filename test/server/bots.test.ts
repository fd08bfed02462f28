import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { type RetryKind, retryOf } from '../../bench/model/bot-habits.ts';
import { Bots } from '../../server/lab/apparatus/bots/bots.ts';
import { usualHabits } from '../../server/lab/apparatus/bots/counts.ts';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { eventually } from '../support/eventually.ts';

it('A bot that polls uses the interval that is set, also while it is running', async () => {
  /** Without the first request, which a bot sends on each connection. */
  let polls = 0;
  const hello = '{"notifications":[],"cursor":"a-0"}';
  const server = createServer(({ url = '' }, response) => {
    const later = url.includes('after=');
    if (later) polls += 1;
    if (later) response.writeHead(204).end();
    else response.writeHead(200, { 'Content-Length': hello.length }).end(hello);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const lines: string[] = [];
  const bots = new Bots(
    () => ({ host: '127.0.0.1', port: listeningPort(server) }),
    (line) => lines.push(line),
    false,
  );
  onTestFinished(() => {
    bots.close();
    server.close();
    server.closeAllConnections();
  });
  const counts = { polling: 1, 'long-polling': 0, sse: 0, websocket: 0 };
  await bots.set(counts, { ...usualHabits, pollInterval: 60_000 });
  await bots.set(counts, { ...usualHabits, pollInterval: 100 });
  // With the usual interval of two seconds there would be at most twenty by then.
  await eventually(
    () => `25 polls; there were ${polls}, and it said: ${lines.join()}`,
    () => polls >= 25,
    40_000,
  );
  expect(lines).toEqual([]);
});

it('Bots reconnect by their retry rule: after a fixed wait, after a doubled one, or after a random part of it', () => {
  const waits = (retry: RetryKind, random = () => 0.25) => [0, 1, 2, 9].map((attempt) => retryOf({ retry, first: 200 }, attempt, random));
  expect(waits('fixed')).toEqual([200, 200, 200, 200]);
  expect(waits('expo')).toEqual([200, 400, 800, 30_000]);
  expect(waits('jitter')).toEqual([50, 100, 200, 7_500]);
  // A first wait that is longer than the longest one is kept.
  expect(retryOf({ retry: 'expo', first: 60_000 }, 3, Math.random)).toBe(60_000);
});

it('Bots that are connected reconnect by the newest rule', async () => {
  const asked: Socket[] = [];
  const server = createServer(({ socket }) => asked.push(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const target = { host: '127.0.0.1', port: listeningPort(server) };
  const bots = new Bots(
    () => target,
    () => {},
    false,
  );
  onTestFinished(() => {
    bots.close();
    server.close();
    server.closeAllConnections();
  });
  const counts = { polling: 0, 'long-polling': 0, sse: 1, websocket: 0 };
  await bots.set(counts, { ...usualHabits, retry: 'fixed', first: 60_000 });
  await eventually('the first request', () => asked.length === 1);
  await bots.set(counts, { ...usualHabits, retry: 'fixed', first: 20 });
  asked[0]?.destroy();
  await eventually('the second request, which by the old rule would come after a minute', () => asked.length === 2, 40_000);
});
