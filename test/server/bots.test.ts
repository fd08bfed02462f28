import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { Bots } from '../../server/lab/apparatus/bots/bots.ts';
import { eventually } from '../support/eventually.ts';

it('A bot that polls keeps the interval that it is told, also when it runs already', async () => {
  /** Behind the first question, which a bot asks of each connection. */
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
    () => ({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }),
    (line) => lines.push(line),
    false,
  );
  onTestFinished(() => {
    bots.close();
    server.close();
    server.closeAllConnections();
  });
  const counts = { polling: 1, 'long-polling': 0, sse: 0, websocket: 0 };
  await bots.set(counts, 60_000);
  await bots.set(counts, 100);
  // With the usual two seconds there are no more than twenty by then.
  await eventually(
    () => `25 polls; there were ${polls}, and it said: ${lines.join()}`,
    () => polls >= 25,
    40_000,
  );
  expect(lines).toEqual([]);
});
