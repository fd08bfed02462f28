import { expect, test } from 'vitest';
import { Filter } from '../../server/stream/log/filter.ts';
import { expectService } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { get, handshake, openRaw, type RawConnection, rawPublish, rawRequest } from '../support/raw-http.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

expectNoMistakes();

const polling = get('/stream/polling');
const sse = get('/stream/sse');
const held = get('/stream/long-polling?after=now&hold=55');

/** The stream goes on: a notification that is appended now arrives, with no other answer before it. */
async function expectStream(connection: RawConnection, append: () => Promise<unknown>): Promise<void> {
  const statusLines = connection.received.split('HTTP/1.1 ').length;
  await append();
  await connection.hears('"event":"still"');
  expect(connection.received.split('HTTP/1.1 ')).toHaveLength(statusLines);
}

test('two polls and a stream in one packet get two answers and then the stream', async () => {
  const lab = await startTestLab();
  const connection = (await openRaw(lab)).send(polling + polling + sse);
  await connection.hears('event: hello');
  expect(connection.responses.map(({ status, headers }) => [status, headers['content-type']])).toEqual([
    [200, 'application/json'],
    [200, 'application/json'],
    [200, 'text/event-stream'],
  ]);
  await expectStream(connection, () => appendNumbers(lab, 1, 'still'));
  expect(lab.followers()).toBe(1);
});

test.each([
  ['a publish', rawPublish('behind')],
  ['a poll', polling],
  ['another stream', sse],
  ['a held poll', held],
  ['a WebSocket', get('/stream/websocket', handshake)],
  ['an upgrade to h2c', get('/healthz', { Connection: 'Upgrade', Upgrade: 'h2c' })],
  ['a request without Host', 'GET /stream/polling HTTP/1.1\r\n\r\n'],
  ['garbage', '\x00\x01\x02\xff garbage\r\n\r\n'],
  ['half a request', 'POST /publish HTTP/1.1\r\nHost: loc'],
])('%s behind a stream is not carried out, and the stream goes on', async (_name, behind) => {
  const lab = await startTestLab({ headersTimeout: 0.2 });
  const atOnce = (await openRaw(lab)).send(sse + behind);
  const later = (await openRaw(lab)).send(sse);
  const behindAnAnswer = (await openRaw(lab)).send(polling + sse + behind);
  const streams = [atOnce, later, behindAnAnswer];
  for (const connection of streams) await connection.hears('event: hello');
  for (const connection of streams) connection.send(behind);
  // A silent connection gets a refusal once the time for a request head has passed.
  await (await openRaw(lab)).hears('"slow-request"');
  for (const connection of streams) await expectStream(connection, () => appendNumbers(lab, 1, 'still'));
  expect(lab.log.window.read(0, Filter.of(['behind']), { count: 1, bytes: 1 }).entries).toEqual([]);
  expect(lab.followers()).toBe(3);
  for (const connection of streams) connection.halfClose();
  for (const connection of streams) await connection.isEnded();
  await eventually('no reader to be left', () => lab.followers() === 0);
  await expectService(lab);
});

test('a publish behind a queued stream is not carried out either', async () => {
  const lab = await startTestLab();
  const connection = (await openRaw(lab)).send(held + sse + rawPublish('behind'));
  await eventually('the held poll', () => lab.followers() === 1);
  await appendNumbers(lab, 1, 'first');
  await connection.hears('event: hello');
  await expectStream(connection, () => appendNumbers(lab, 1, 'still'));
  expect(lab.log.window.head).toBe(2);
  expect(connection.responses.map(({ status }) => status)).toEqual([200, 200]);
});

test('a poll behind a held poll is answered after it, with what has been published since', async () => {
  const lab = await startTestLab();
  const connection = (await openRaw(lab)).send(held + get('/stream/polling?after=earliest'));
  await eventually('the held poll', () => lab.followers() === 1);
  await appendNumbers(lab, 1);
  expect(JSON.parse((await connection.response(1)).body).notifications).toHaveLength(1);
  expect(JSON.parse((await connection.response(2)).body).notifications).toHaveLength(1);
});

test('one connection holds one poll at a time, however many it sends, and releases it when it disconnects', async () => {
  const lab = await startTestLab();
  // Few enough that Node goes on reading: with 16 KiB of queued answers it stops, and notices a reset only when the hold ends.
  const connection = (await openRaw(lab)).send(held.repeat(40));
  await eventually('the held poll', () => lab.followers() === 1);
  await appendNumbers(lab, 1);
  await connection.response(40);
  connection.send(held.repeat(40));
  await eventually('the held poll', () => lab.followers() === 1);
  connection.reset();
  await eventually('no reader to be left', () => lab.followers() === 0);
  await expectService(lab);
});

test.each([
  ['a held poll', held],
  ['a held poll and a queued answer', held + polling],
])('a WebSocket handshake behind %s does not mix with its answer', async (_name, before) => {
  const lab = await startTestLab();
  const connection = (await openRaw(lab)).send(before + get('/stream/websocket', handshake));
  await connection.until('the server to end the connection', () => connection.ended);
  expect(connection.received).toBe('');
  await eventually('no reader to be left', () => lab.followers() === 0);
  await expectService(lab);
});

test.each([
  ['garbage', 'garbage\r\n\r\n'],
  ['an upgrade to h2c', get('/healthz', { Connection: 'Upgrade', Upgrade: 'h2c' })],
])('%s behind a held poll does not mix with its answer', async (_name, behind) => {
  const lab = await startTestLab();
  const connection = (await openRaw(lab)).send(held + polling + behind);
  await connection.until('the server to end the connection', () => connection.ended);
  expect(connection.received).toBe('');
  await eventually('no reader to be left', () => lab.followers() === 0);
  await expectService(lab);
});

test('a WebSocket opens on a connection whose request has been answered', async () => {
  const lab = await startTestLab();
  const connection = (await openRaw(lab)).send(polling);
  await connection.response(1);
  connection.send(get('/stream/websocket', handshake));
  await connection.hears('"type":"hello"');
  expect(connection.responses.map(({ status }) => status)).toEqual([200, 101]);
});

test('publishes in one packet are carried out and answered in order', async () => {
  const lab = await startTestLab();
  const wrong = rawRequest('POST', '/publish', { 'Content-Type': 'application/json' }, '{"event":"a"}');
  const connection = (await openRaw(lab)).send(rawPublish('a', 1) + wrong + rawPublish('b', 2) + polling);
  await connection.response(4);
  const { epoch } = lab.log.window;
  expect(connection.responses.map(({ status }) => status)).toEqual([201, 400, 201, 200]);
  expect([1, 3].map((number) => JSON.parse(connection.responses[number - 1]?.body ?? ''))).toEqual([{ id: `${epoch}-1` }, { id: `${epoch}-2` }]);
});

test('a stream over HTTP/1.0 ends with its connection', async () => {
  const lab = await startTestLab();
  const connection = (await openRaw(lab)).send('GET /stream/sse HTTP/1.0\r\n\r\n');
  await connection.hears('event: hello');
  const [response] = connection.responses;
  expect(response?.headers).toMatchObject({ connection: 'close', 'content-type': 'text/event-stream' });
  expect(response?.headers).not.toHaveProperty('transfer-encoding');
  expect(response?.body).toMatch(/^retry: \d+\nevent: hello\nid: /);
  await expectStream(connection, () => appendNumbers(lab, 1, 'still'));
  void lab.close();
  await connection.isEnded();
});
