import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { QueueingStatus } from '../../server/lab/apparatus/naive/queueing-clients.ts';
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

it('No naive server, and nothing that they share, is longer than 60 lines', () => {
  for (const name of readdirSync(folder)) expect([name, readFileSync(join(folder, name), 'utf8').split('\n').length - 1 <= 60]).toEqual([name, true]);
});

const streams: readonly [name: string, transport: TransportName][] = [
  ['etag', 'polling'],
  ['comments', 'sse'],
  ['queueing', 'sse'],
  ['queueing', 'websocket'],
];

describe.each(streams)('/naive/%s over %s', (name, transport) => {
  it('is a base that the client library reads from: what is new, in order, and what came while it was away', async () => {
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

  it('is a lane whose bytes the telemetry tells', async () => {
    const onlooker = await (await Onlooker.at(lab)).watch(`lane-${name}-${transport}`);
    const client = new Client(lab.port);
    const upgrade =
      transport === 'websocket'
        ? 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n'
        : '';
    client.socket.write(
      `GET /naive/${name}/stream/${transport}?lane=lane-${name}-${transport}&after=earliest HTTP/1.1\r\nHost: 127.0.0.1\r\n${upgrade}\r\n`,
    );
    await onlooker.until('the question', () => onlooker.of('asked').some((record) => record.transport === transport));
    await onlooker.until('what came', () =>
      onlooker.records.some((record) => (record.kind === 'wrote' || record.kind === 'answered') && record.notifications > 0),
    );
  });

  it.each([
    ['bad-cursor', 'after=yesterday'],
    ['bad-cursor', 'after=a-1&after=a-2'],
  ])('refuses as the stream does: %s', async (code, query) => {
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
])('%s is refused in words', async (path, says) => {
  expect(expectProblem(await ask(lab, path), 400, 'bad-request').detail).toMatch(says);
});

it('Naive servers are there only where the relay is, and other transports are not theirs', async () => {
  const bare = await startTestLab();
  for (const [name, transport] of streams) expectProblem(await ask(bare, `/naive/${name}/stream/${transport}`), 404, 'not-found');
  expectProblem(await ask(lab, '/naive/etag/stream/sse'), 404, 'not-found');
  expectProblem(await ask(lab, '/naive/queueing/stream/websocket'), 426, 'upgrade-required');
  expectProblem(await ask(lab, '/naive/etag/stream/polling', { method: 'POST', body: 'x' }), 405, 'bad-method');
});

describe('/naive/compressed', () => {
  /** An event stream on a connection of its own that takes gzip. */
  async function listen(flush: string): Promise<Client> {
    const client = new Client(lab.port);
    client.socket.write(`GET /naive/compressed/stream/sse?flush=${flush} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n`);
    await client.until('a head', () => client.text.includes('\r\n\r\n'));
    return client;
  }
  const body = ({ received }: Client) => received.subarray(received.indexOf('\r\n\r\n') + 4);

  it('?flush=0 says its head and keeps the rest', async () => {
    const held = await listen('0');
    const other = await listen('1');
    await appendNumbers(lab, 5);
    // By the time that a flushed one has all five, this one has nothing but perhaps the ten bytes with which gzip begins.
    await eventually('five events', () => unpacked(body(other)).split('data: {"id"').length === 6);
    expect(held.text).toContain('Content-Encoding: gzip');
    expect(unpacked(body(held))).toBe('');
  });

  it('?flush=no-transform is not compressed, and everything comes', async () => {
    const plain = await listen('no-transform');
    expect(plain.text).not.toContain('Content-Encoding');
    await appendNumbers(lab, 1);
    await plain.until('the event', () => plain.text.includes('data: {"id"'));
  });

  it('its gzip is framing to the telemetry, and ends with its client', async () => {
    const onlooker = await (await Onlooker.at(lab)).watch('gzip');
    const client = new Client(lab.port);
    client.socket.write('GET /naive/compressed/stream/sse?flush=1&lane=gzip HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n');
    await appendNumbers(lab, 1);
    await onlooker.until('what was written', () => onlooker.of('wrote').length > 0);
    for (const { bytes } of onlooker.of('wrote')) expect([bytes.payload, bytes.framing > 0]).toEqual([0, true]);
    client.socket.destroy();
    await onlooker.until('the end', () => onlooker.of('ended').length === 1);
  });
});

/** What of chunked gzip can be read so far. */
function unpacked(chunked: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at < chunked.length; ) {
    const line = chunked.indexOf('\r\n', at);
    const size = line < 0 ? 0 : Number.parseInt(chunked.toString('latin1', at, line), 16);
    if (size === 0) break;
    parts.push(chunked.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
  const packed = Buffer.concat(parts);
  return packed.length === 0 ? '' : gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
}

it('/naive/comments says each second that it lives, where EventSource does not look', async () => {
  const client = new Client(lab.port);
  client.socket.write('GET /naive/comments/stream/sse HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  await client.until('a comment', () => client.text.includes('\n: heartbeat\n\n'));
  expect(client.text).not.toContain('event: heartbeat');
});

it('/naive/etag answers 304 and no body to who has what there is, and all of it to others', async () => {
  const first = await ask(lab, '/naive/etag/stream/polling');
  const { etag } = first.headers;
  expect([first.status, etag, first.headers['cache-control']]).toEqual([200, `"${lab.log.window.cursor(lab.log.window.head)}"`, 'no-cache']);
  const again = (tag: string) => ask(lab, `/naive/etag/stream/polling?after=${JSON.parse(first.body).cursor}`, { headers: { 'If-None-Match': tag } });
  expect(await again(`${etag}`)).toMatchObject({ status: 304, body: '', headers: { etag } });
  expect((await again('"another"')).status).toBe(200);
  await appendNumbers(lab, 2);
  const news = await again(`${etag}`);
  expect([news.status, JSON.parse(news.body).notifications.length]).toEqual([200, 2]);
});

describe('/naive/queueing', () => {
  const status = async (): Promise<QueueingStatus> => JSON.parse((await ask(lab, '/naive/queueing/status')).body) as QueueingStatus;

  /** A WebSocket behind the relay, whose buffers would only take more to be filled, that reads nothing. */
  async function sleeper(policy: string): Promise<WebSocket> {
    const { port } = lab.server.address() as AddressInfo;
    const socket = new WebSocket(`ws://127.0.0.1:${port}/naive/queueing/stream/websocket?policy=${policy}`);
    socket.on('error', () => {});
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    socket.pause();
    return socket;
  }

  /** Fills what the system keeps for each connection, and more. */
  async function publishMuch(): Promise<void> {
    const data = 'x'.repeat(60_000);
    for (let count = 0; count < 40; count += 1) await lab.log.append(Array.from({ length: 10 }, () => ({ event: 'much', data })));
  }

  it('tells how its memory grows for who does not read, and does not grow for who does not wait', async () => {
    const queued = await sleeper('queue');
    const latest = await sleeper('latest');
    const ended = await sleeper('disconnect');
    await publishMuch();
    const { clients, bytes, mostBytes } = await status();
    const of = (policy: string) => clients.find((client) => client.policy === policy);
    expect(of('queue')).toMatchObject({ transport: 'websocket', dropped: 0 });
    expect(of('queue')?.bytes).toBeGreaterThan(5_000_000);
    expect(of('queue')?.queued).toBeGreaterThan(100);
    expect(of('latest')).toMatchObject({ queued: 1, bytes: expect.any(Number) });
    expect(of('latest')?.bytes).toBeLessThan(61_000);
    expect(of('disconnect')).toBeUndefined();
    expect(bytes).toBe(clients.reduce((sum, client) => sum + client.bytes, 0));
    expect(mostBytes).toBeGreaterThanOrEqual(bytes);
    ended.resume();
    await once(ended, 'close');
    for (const socket of [queued, latest]) socket.terminate();
    await eventually('nothing to be kept any more', async () => (await status()).clients.length === 0);
    expect((await status()).bytes).toBe(0);
  });
});

it('The hundred-and-first client of one naive server is refused, and has a place once another has gone', async () => {
  const path = '/naive/comments/stream/sse';
  const clients = Array.from({ length: 100 }, () => new Client(lab.port));
  for (const { socket } of clients) socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
  for (const client of clients) await client.until('a hello', () => client.text.includes('event: hello'));
  const problem = expectProblem(await ask(lab, path), 503, 'unavailable');
  expect(problem.detail).toMatch(/^Expected at most 100 clients of this naive server; got one more\./);
  clients[0]?.socket.destroy();
  await eventually('a place', async () => {
    const probe = new Client(lab.port);
    probe.socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    await probe.until('an answer', () => probe.text.includes('\r\n\r\n'));
    return probe.text.startsWith('HTTP/1.1 200');
  });
});
