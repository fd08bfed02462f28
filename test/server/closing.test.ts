import { expect, onTestFinished, test, vi } from 'vitest';
import { goodbye } from '../../server/lab/stream-server.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, handshake, openRaw, rawRequest } from '../support/raw-http.ts';
import { closeOf, openRawWebSocket } from '../support/raw-websocket.ts';
import { startTestLab } from '../support/start-lab.ts';

expectNoMistakes();

/** Waits longer at goodbye: on a busy machine, what usually takes 10 ms may take longer. */
function lengthenGoodbye(): void {
  const real = globalThis.setTimeout;
  const patient = (callback: () => void, milliseconds?: number) => real(callback, milliseconds === goodbye ? 8_000 : milliseconds);
  const timers = vi.spyOn(globalThis, 'setTimeout').mockImplementation(patient as typeof setTimeout);
  onTestFinished(() => timers.mockRestore());
}

const upgrades = [
  ['a WebSocket', get('/x', handshake)],
  ['a WebSocket of the lab', get('/stream/websocket', handshake)],
  ['h2c', get('/stream/polling', { Connection: 'Upgrade', Upgrade: 'h2c' })],
] as const;

test.each(upgrades)('a stream with an upgrade to %s behind it does not keep the lab from closing', async (_name, behind) => {
  const lab = await startTestLab();
  const streams = [await openRaw(lab), await openRaw(lab)];
  streams[0]?.send(get('/stream/sse') + behind);
  streams[1]?.send(get('/stream/sse'));
  for (const stream of streams) await stream.hears('event: hello');
  streams[1]?.send(behind);
  const connection = (await openRaw(lab)).send(get('/stream/long-polling?after=now') + behind);
  const waiting = await openRawWebSocket(lab);
  // An invalid frame: ws answers with a Close frame, and would wait half a minute for the peer's.
  const mute = (await openRawWebSocket(lab)).send(Buffer.from([0x81, 0x00]));
  await mute.hears('\x88');
  await lab.close();
  for (const ended of [...streams, connection, mute, waiting]) await ended.isEnded();
  expect(closeOf(waiting).code).toBe(1001);
});

test('connections without an unanswered request end at once, and the others after their answer', async () => {
  const lab = await startTestLab();
  const silent = await openRaw(lab);
  const answered = (await openRaw(lab)).send(get('/healthz'));
  await answered.response();
  const held = (await openRaw(lab)).send(get('/stream/long-polling?after=now&hold=55'));
  await (await openRaw(lab)).send(get('/healthz')).response();
  const closing = lab.close();
  expect((await held.response()).status).toBe(200);
  await closing;
  for (const ended of [silent, answered, held]) await ended.isEnded();
});

test('a lab that is closing refuses new requests with a reason', async () => {
  const lab = await startTestLab();
  const held = (await openRaw(lab)).send(get('/stream/long-polling?after=now'));
  await (await openRaw(lab)).send(get('/healthz')).response();
  lengthenGoodbye();
  const closing = lab.close();
  held.send(get('/stream/polling') + rawRequest('POST', '/publish', { 'Content-Type': 'application/json' }, '{"event":"a","data":1}'));
  expect((await held.response(3)).status).toBe(503);
  expect(held.responses.map(({ status }) => status)).toEqual([200, 503, 503]);
  held.reset();
  await closing;
});

test('a reader with a backlog receives it up to the end of an event', async () => {
  const lab = await startTestLab();
  const reader = (await openRaw(lab)).send(get('/stream/sse'));
  await reader.hears('event: hello');
  reader.socket.pause();
  // More than the buffers of both kernels hold.
  const drafts = Array.from({ length: 20 }, (_, number) => ({ event: 'large', data: `${number}`.padEnd(60_000, 'x') }));
  for (let round = 0; round < 10; round += 1) await lab.log.append(drafts);
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  lengthenGoodbye();
  const closing = lab.close();
  reader.socket.resume();
  reader.halfClose();
  await reader.isEnded();
  expect(reader.broken).toBeUndefined();
  expect(reader.received.length).toBeGreaterThan(1_000_000);
  expect(reader.received.slice(-40)).toMatch(/\}\n\n\r\n0\r\n\r\n$/);
  await closing;
});
