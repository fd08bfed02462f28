import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { memoryLog } from '../../server/stream/log/memory-log.ts';
import type { Draft } from '../../server/stream/protocol.ts';
import { expectService } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { closeOf, command, frame, openRawWebSocket } from '../support/raw-websocket.ts';
import { startTestLab } from '../support/start-lab.ts';
import { startStreams } from '../support/start-streams.ts';
import { appendMuch, flood, mebibyte } from './slow-readers-support.ts';

expectNoMistakes();

test('a WebSocket reader that is cut off, and reads on in time, gets the reason', async () => {
  const lab = await startTestLab({ stall: 0.3 });
  const stuck = await openRawWebSocket(lab);
  stuck.socket.pause();
  await appendMuch(lab);
  await eventually('the stalled reader to be cut off', () => lab.followers() === 0);
  stuck.socket.resume();
  await stuck.hears('no progress');
  expect(closeOf(stuck)).toEqual({ code: 4408, reason: 'no progress: nothing was read' });
});

describe.each([
  ['commands', Buffer.concat(Array.from({ length: 1_000 }, (_, ref) => command({ type: 'subscribe', event: 'a', ref: `${ref}${'r'.repeat(50)}` })))],
  ['mistakes', Buffer.concat(Array.from({ length: 4_000 }, () => frame('{')))],
  ['publishes', Buffer.concat(Array.from({ length: 1_000 }, () => command({ type: 'publish', event: 'a', data: null })))],
])('a WebSocket client that sends %s and never reads', (_name, chunk) => {
  test('is not read from any more, costs little memory, and is released when it disconnects', async () => {
    const lab = await startTestLab();
    const connection = await openRawWebSocket(lab);
    connection.socket.pause();
    const before = process.memoryUsage().rss;
    expect(await flood(connection, chunk, 48 * mebibyte)).toBeLessThan(48 * mebibyte);
    expect(process.memoryUsage().rss - before).toBeLessThan(48 * mebibyte);
    await expectService(lab);
    connection.reset();
    await eventually('no reader to be left', () => lab.followers() === 0);
  });

  test('is cut off when it makes no progress', async () => {
    const lab = await startTestLab({ stall: 0.3, heartbeat: 0.2 });
    const connection = await openRawWebSocket(lab);
    connection.socket.pause();
    await flood(connection, chunk, 48 * mebibyte);
    await eventually('no reader to be left', () => lab.followers() === 0);
    await expectService(lab);
  });
});

test('a WebSocket client that sends pings without waiting for the pongs is cut off', async () => {
  const lab = await startTestLab();
  const connection = await openRawWebSocket(lab);
  connection.send(Buffer.concat(Array.from({ length: 1_000 }, () => frame('p'.repeat(120), { opcode: 0x9 }))));
  await connection.until('the server to end the connection', () => connection.ended);
  await eventually('no reader to be left', () => lab.followers() === 0);
  await expectService(lab);
});

test('a WebSocket client whose messages follow each other without a pause is not late, though each read ends inside of one', async () => {
  const lab = await startTestLab({ stall: 1 });
  const connection = await openRawWebSocket(lab);
  const message = command({ type: 'subscribe', event: 'a' });
  const [begun, rest] = [message.subarray(0, 10), message.subarray(10)];
  connection.send(begun);
  // For longer than twice the time that one message may take; a busy machine may be late by nearly all of that time.
  const over = performance.now() + 2_500;
  while (performance.now() < over) {
    await delay(50);
    connection.send(Buffer.concat([rest, begun]));
  }
  expect([connection.ended, lab.followers()]).toEqual([false, 1]);
  await eventually('the client to be given up for the last one', () => connection.ended);
  expect(closeOf(connection).reason).toBe('no progress: a message was not finished');
});

test('a WebSocket client is not given up for pongs that the server did not read, because the log was slow', async () => {
  const memory = memoryLog();
  let store = () => {};
  const stored = new Promise<void>((resolve) => {
    store = resolve;
  });
  const log = { ...memory, append: async (drafts: readonly Draft[]) => stored.then(() => memory.append(drafts)) };
  const at = await startStreams({ log, heartbeat: 300 });
  const socket = new WebSocket(`ws://127.0.0.1:${at.port}/stream/websocket`);
  onTestFinished(() => socket.terminate());
  const heard: string[] = [];
  socket.on('message', (text) => heard.push(String(text)));
  // Another one shows how many heartbeats have passed.
  const other = new WebSocket(`ws://127.0.0.1:${at.port}/stream/websocket`);
  onTestFinished(() => other.terminate());
  const pings = { socket: 0, other: 0 };
  socket.on('ping', () => (pings.socket += 1));
  other.on('ping', () => (pings.other += 1));
  await Promise.all([once(socket, 'open'), once(other, 'open')]);
  // As many as the server reads before it waits for the log.
  for (let ref = 0; ref < 64; ref += 1) socket.send(JSON.stringify({ type: 'publish', event: 'a', data: ref, ref }));
  const before = pings.other;
  await eventually('several heartbeats', () => pings.other > before + 3);
  expect([at.followers(), socket.readyState]).toEqual([2, WebSocket.OPEN]);
  store();
  await eventually('every ack', () => heard.filter((text) => text.includes('"ack"')).length === 64);
  const then = pings.socket;

  await eventually('pings again', () => pings.socket > then + 1);
  expect([at.followers(), socket.readyState]).toEqual([2, WebSocket.OPEN]);
});

/** Stops this thread, so that nothing is read and no timer runs, as under load, but without the load. @param time milliseconds */
const standStill = (time: number) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, time);

test('a server that stood still does not give up a WebSocket client whose pong it has not read', async () => {
  const at = await startStreams({ heartbeat: 1_000 });
  const socket = new WebSocket(`ws://127.0.0.1:${at.port}/stream/websocket`);
  onTestFinished(() => socket.terminate());
  let pings = 0;
  socket.on('ping', () => {
    pings += 1;
    // The pong is on its way. Then the next sweep is overdue.
    standStill(1_500);
  });
  await once(socket, 'open');
  await eventually('the next ping but one', () => pings > 2 || socket.readyState !== WebSocket.OPEN);
  expect([at.followers(), socket.readyState]).toEqual([1, WebSocket.OPEN]);
});

test('a server that stood still does not give up a WebSocket client whose finished message it has not read', async () => {
  const lab = await startTestLab({ stall: 0.5 });
  const connection = await openRawWebSocket(lab);
  const message = command({ type: 'subscribe', event: 'a', ref: 1 });
  const whole = command({ type: 'subscribe', event: 'b', ref: 2 });
  connection.send(Buffer.concat([whole, message.subarray(0, 10)]));
  // It is answered in the turn in which the begun message was read.
  await connection.hears('"ref":2');
  connection.send(message.subarray(10));
  standStill(1_000);
  await connection.hears('"ref":1');
  expect([connection.ended, lab.followers()]).toEqual([false, 1]);
});
