import { describe, expect, test } from 'vitest';
import { expectService } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { closeOf, command, frame, openRawWebSocket } from '../support/raw-websocket.ts';
import { startTestLab } from '../support/start-lab.ts';
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
