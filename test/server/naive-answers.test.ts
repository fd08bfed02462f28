import { once } from 'node:events';
import { constants, gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { QueueingStatus } from '../../server/lab/apparatus/naive/queueing-clients.ts';
import { type Lab, startLab } from '../../server/lab/lab.ts';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { ask } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { appendNumbers, labConfig } from '../support/start-lab.ts';
import { Onlooker } from './telemetry-support.ts';
import { Client } from './weather-support.ts';

expectNoMistakes();

let lab: Lab;

beforeAll(async () => {
  lab = await startLab(labConfig({ weather: true, rtt: 0, token: '' }));
  return () => lab.close();
});

describe('/naive/forgetful', () => {
  it.each([
    ['none', 1],
    ['hold', 1],
    ['batch', 3],
    ['cursor', 3],
  ])('?change=%s answers a waiting poll with %d of three notifications that are published at once', async (change, count) => {
    const onlooker = await (await Onlooker.at(lab)).watch(`lane-${change}`);
    const client = new Client(lab.port);
    const path = `/naive/forgetful/stream/long-polling?lane=lane-${change}&change=${change}&after=${lab.log.window.cursor(lab.log.window.head)}`;
    client.socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    await onlooker.until('the poll', () => onlooker.of('asked').length > 0);
    await appendNumbers(lab, 3);
    await client.until('its end', () => client.text.endsWith(']}'));
    const { notifications } = JSON.parse(client.text.slice(client.text.indexOf('\r\n\r\n') + 4));
    expect(notifications).toHaveLength(count);
  });
});

describe('/naive/compressed', () => {
  /** Opens an event stream that accepts gzip, on its own connection. */
  async function listen(flush: string): Promise<Client> {
    const client = new Client(lab.port);
    client.socket.write(`GET /naive/compressed/stream/sse?flush=${flush} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n`);
    await client.until('a head', () => client.text.includes('\r\n\r\n'));
    return client;
  }
  const body = ({ received }: Client) => received.subarray(received.indexOf('\r\n\r\n') + 4);

  it('?flush=0 sends its head and holds back the rest', async () => {
    const held = await listen('0');
    const other = await listen('1');
    await appendNumbers(lab, 5);
    // When the flushed stream has received all five, this one has nothing except perhaps the ten bytes of the gzip header.
    await eventually('five events', () => unpacked(body(other)).split('data: {"id"').length === 6);
    expect(held.text).toContain('Content-Encoding: gzip');
    expect(unpacked(body(held))).toBe('');
  });

  it('?flush=no-transform is not compressed, and every event arrives', async () => {
    const plain = await listen('no-transform');
    expect(plain.text).not.toContain('Content-Encoding');
    await appendNumbers(lab, 1);
    await plain.until('the event', () => plain.text.includes('data: {"id"'));
  });

  it('the telemetry counts its gzip as framing, and the stream ends with its client', async () => {
    const onlooker = await (await Onlooker.at(lab)).watch('gzip');
    const client = new Client(lab.port);
    client.socket.write('GET /naive/compressed/stream/sse?flush=1&lane=gzip HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n');
    await appendNumbers(lab, 1);
    await onlooker.until('a write', () => onlooker.of('wrote').length > 0);
    for (const { bytes } of onlooker.of('wrote')) expect([bytes.payload, bytes.framing > 0]).toEqual([0, true]);
    client.socket.destroy();
    await onlooker.until('the end', () => onlooker.of('ended').length === 1);
  });
});

/** @returns the text that can be decoded so far from chunked gzip */
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

it('/naive/comments sends its heartbeats as comments, which EventSource ignores', async () => {
  const client = new Client(lab.port);
  client.socket.write('GET /naive/comments/stream/sse HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  await client.until('a comment', () => client.text.includes('\n: heartbeat\n\n'));
  expect(client.text).not.toContain('event: heartbeat');
});

it('/naive/etag answers 304 without a body if the client is up to date, and 200 with everything otherwise', async () => {
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

  /** A WebSocket that reads nothing. It bypasses the relay, whose buffers would have to be filled too. */
  async function sleeper(policy: string): Promise<WebSocket> {
    const port = listeningPort(lab.server);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/naive/queueing/stream/websocket?policy=${policy}`);
    socket.on('error', () => {});
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    socket.pause();
    return socket;
  }

  /** Publishes more than the buffers of the operating system hold for each connection. */
  async function publishMuch(): Promise<void> {
    const data = 'x'.repeat(60_000);
    for (let count = 0; count < 40; count += 1) await lab.log.append(Array.from({ length: 10 }, () => ({ event: 'much', data })));
  }

  it('reports growing memory for a stalled reader, and none for a policy without a queue', async () => {
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
