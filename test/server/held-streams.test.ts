import { once } from 'node:events';
import { createServer } from 'node:http';
import express from 'express';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { attach, memoryLog } from '../../server/stream/index.ts';
import { decodeChunks } from '../support/chunked.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, handshake, openRaw } from '../support/raw-http.ts';
import { frame, openRawWebSocket } from '../support/raw-websocket.ts';
import { startTestLab } from '../support/start-lab.ts';

expectNoMistakes();

const sse = get('/stream/sse');
const held = get('/stream/long-polling?after=now&hold=50');
const upgrades: [what: string, request: string][] = [
  ['an upgrade that nobody handles', get('/x', { Connection: 'Upgrade', Upgrade: 'websocket' })],
  ['a WebSocket', get('/stream/websocket', handshake)],
  ['an upgrade to h2c', get('/healthz', { Connection: 'Upgrade', Upgrade: 'h2c' })],
];

describe.each([...upgrades, ['nothing', ''] as const])('A peer that never ends its side, with %s behind its stream,', (_what, behind) => {
  test('does not keep the lab from closing', async () => {
    const lab = await startTestLab();
    const connection = (await openRaw(lab)).send(sse + behind);
    await connection.hears('event: hello');
    await lab.close();
    await connection.until('the end of the connection', () => connection.ended);
  });

  test('does not keep it from closing either while the stream is queued behind another answer', async () => {
    const lab = await startTestLab();
    const connection = (await openRaw(lab)).send(held + sse + behind);
    await eventually('the held poll', () => lab.followers() === 1);
    await lab.close();
    await connection.until('the end of the connection', () => connection.ended);
    const [answer, stream] = connection.responses;
    expect(answer?.status).toBe(200);
    // Without an upgrade Node lists the connection as idle, and the stream has not begun.
    if (behind) expect(decodeChunks(stream?.body ?? '')).toMatchObject({ complete: true, chunks: [expect.stringContaining('event: hello')] });
  });
});

test('A peer that closes its WebSocket and never ends its side does not keep the lab from closing.', async () => {
  const lab = await startTestLab();
  const connection = await openRawWebSocket(lab);
  connection.send(frame(Buffer.from([0x03, 0xe8]), { opcode: 8 }));
  await connection.until('the Close frame in reply', () => connection.received.includes('\x88'));
  // The library ws would wait for 30 s.
  const late = new Promise((resolve) => setTimeout(resolve, 15_000, 'still closing').unref());
  expect(await Promise.race([lab.close(), late])).toBeUndefined();
});

test('An open stream is not idle, whether its reader keeps up or not', async () => {
  const app = express();
  const server = createServer(app);
  const log = memoryLog();
  const { followers } = attach(app, server, { log });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = listeningPort(server);
  onTestFinished(() => server.closeAllConnections());
  const [quick, slow] = [(await openRaw({ port })).send(sse), (await openRaw({ port })).send(sse)];
  for (const connection of [quick, slow]) await connection.hears('event: hello');
  slow.socket.pause();
  for (let count = 0; count < 200; count += 1) {
    await log.append([{ event: 'much', data: 'x'.repeat(60_000) }]);
    await new Promise((resolve) => setImmediate(resolve));
  }
  // Newer versions of Node end idle connections in `close()` itself.
  server.close();
  server.closeIdleConnections();
  slow.socket.resume();
  await log.append([{ event: 'still', data: null }]);
  for (const connection of [quick, slow]) await connection.hears('"event":"still"');
  expect(followers()).toBe(2);
});
