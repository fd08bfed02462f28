import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../../server/lab/lab.ts';
import type { TransportName } from '../../server/stream/protocol.ts';
import { ask, expectProblem, expectService } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { openInNode } from '../support/platform.ts';
import { appendNumbers, labConfig, startTestLab } from '../support/start-lab.ts';
import { Onlooker } from './telemetry-support.ts';
import { Client } from './weather-support.ts';

expectNoMistakes();

let lab: Lab;

beforeAll(async () => {
  lab = await startLab(labConfig({ weather: true, rtt: 0, token: '' }));
  return () => lab.close();
});

const folder = join(import.meta.dirname, '../../server/lab/apparatus/naive');

it('No file of the naive servers is longer than 60 lines', () => {
  for (const name of readdirSync(folder)) expect([name, readFileSync(join(folder, name), 'utf8').split('\n').length - 1 <= 60]).toEqual([name, true]);
});

const streams: readonly [name: string, transport: TransportName][] = [
  ['etag', 'polling'],
  ['comments', 'sse'],
  ['queueing', 'sse'],
  ['queueing', 'websocket'],
];

describe.each(streams)('/naive/%s over %s', (name, transport) => {
  it('serves the client library: new notifications in order, and after a cut those that were published meanwhile', async () => {
    const reader = openInNode(`${lab.url}/naive/${name}/`, { transport, interval: 50 });
    await reader.hello();
    const before = lab.log.window.head;
    await appendNumbers(lab, 3);
    await eventually('three', () => reader.notifications.length === 3);
    await reader.call('cut');
    await appendNumbers(lab, 2, 'number', 4);
    await reader.call('reconnect');
    await eventually('all five', () => reader.notifications.length >= 5);
    expect(reader.notifications.map(({ data }) => data)).toEqual([1, 2, 3, 4, 5]);
    expect(reader.notifications[0]?.id).toBe(lab.log.window.cursor(before + 1));
    expect(reader.gaps).toEqual([]);
  });

  it('is a lane whose bytes the telemetry reports', async () => {
    const onlooker = await (await Onlooker.at(lab)).watch(`lane-${name}-${transport}`);
    const client = new Client(lab.port);
    const upgrade =
      transport === 'websocket'
        ? 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n'
        : '';
    client.socket.write(
      `GET /naive/${name}/stream/${transport}?lane=lane-${name}-${transport}&after=earliest HTTP/1.1\r\nHost: 127.0.0.1\r\n${upgrade}\r\n`,
    );
    await onlooker.until('the request', () => onlooker.of('asked').some((record) => record.transport === transport));
    await onlooker.until('a notification', () =>
      onlooker.records.some((record) => (record.kind === 'wrote' || record.kind === 'answered') && record.notifications > 0),
    );
  });

  it.each([
    ['bad-cursor', 'after=yesterday'],
    ['bad-cursor', 'after=a-1&after=a-2'],
  ])('refuses like the stream: %s', async (code, query) => {
    const headers =
      transport === 'websocket'
        ? { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==' }
        : {};
    expectProblem(await ask(lab, `/naive/${name}/stream/${transport}?${query}`, { headers }), 400, code);
    await expectService(lab);
  });
});

it.each([
  ['/naive/compressed/stream/sse?flush=often', /^Expected flush to be one of 0, 1, no-transform, threshold, accel; got "often"\./],
  ['/naive/queueing/stream/sse?policy=', /^Expected policy to be one of queue, drop, latest, disconnect, cursor; got ""\./],
  ['/naive/comments/stream/sse?every=0', /^Expected every to be one of 1, 5, 15; got "0"\./],
])('%s is refused with an explanation', async (path, says) => {
  expect(expectProblem(await ask(lab, path), 400, 'bad-request').detail).toMatch(says);
});

it('Naive servers exist only with the relay, and answer 404 for other transports', async () => {
  const bare = await startTestLab();
  for (const [name, transport] of streams) expectProblem(await ask(bare, `/naive/${name}/stream/${transport}`), 404, 'not-found');
  expectProblem(await ask(lab, '/naive/etag/stream/sse'), 404, 'not-found');
  expectProblem(await ask(lab, '/naive/queueing/stream/websocket'), 426, 'upgrade-required');
  expectProblem(await ask(lab, '/naive/etag/stream/polling', { method: 'POST', body: 'x' }), 405, 'bad-method');
});

it('The hundred-and-first client of a naive server is refused, and accepted once another has disconnected', async () => {
  const path = '/naive/comments/stream/sse';
  const clients = Array.from({ length: 100 }, () => new Client(lab.port));
  for (const { socket } of clients) socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
  for (const client of clients) await client.until('a hello', () => client.text.includes('event: hello'));
  const problem = expectProblem(await ask(lab, path), 503, 'unavailable');
  expect(problem.detail).toMatch(/^Expected at most 100 clients of this naive server; got one more\./);
  clients[0]?.socket.destroy();
  await eventually('the place to be free', async () => {
    const probe = new Client(lab.port);
    probe.socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    await probe.until('an answer', () => probe.text.includes('\r\n\r\n'));
    return probe.text.startsWith('HTTP/1.1 200');
  });
});
