import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Lab } from '../../server/lab/lab.ts';
import { Filter } from '../../server/stream/log/filter.ts';
import type { Downstream, Notification } from '../../server/stream/protocol.ts';
import { expectService } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { patience } from '../support/patience.ts';
import { closeOf, command, frame, openRawWebSocket } from '../support/raw-websocket.ts';
import { startTestLab } from '../support/start-lab.ts';

expectNoMistakes();

/** Sends each command and waits for its reply; leaves out hello. */
async function open(lab: Lab): Promise<{ ws: WebSocket; say: (text: string) => Promise<Downstream> }> {
  const ws = new WebSocket(`ws://127.0.0.1:${lab.port}/stream/websocket?event=nothing`);
  onTestFinished(() => ws.terminate());
  await once(ws, 'message');
  const say = async (text: string) => {
    const [answer] = (await Promise.all([once(ws, 'message', { signal: AbortSignal.timeout(patience) }), ws.send(text)]))[0];
    return JSON.parse(String(answer)) as Downstream;
  };
  return { ws, say };
}

test.each([
  ['nothing', '', 'bad-json'],
  ['no JSON', '{"type":"publish"', 'bad-json'],
  ['a million brackets', '['.repeat(1_000_000), 'bad-json'],
  ['null', 'null', 'bad-message'],
  ['an array', '[{"type":"publish","event":"a","data":1}]', 'bad-message'],
  ['a string', '"publish"', 'bad-message'],
  ['no type', '{"event":"a","data":1}', 'bad-message'],
  ['an unknown type', '{"type":"delete","event":"a"}', 'bad-message'],
  ['a type of the server', '{"type":"ack","id":"e-1"}', 'bad-message'],
  ['a type of Object.prototype', '{"type":"__proto__","event":"a"}', 'bad-message'],
  ['a publish without data', '{"type":"publish","event":"a"}', 'bad-message'],
  ['a publish without event', '{"type":"publish","data":1}', 'bad-message'],
  ['a time that is not finite', '{"type":"publish","event":"a","data":1,"at":1e999}', 'bad-message'],
  ['a key that is not a string', '{"type":"publish","event":"a","data":1,"key":1}', 'bad-message'],
  ['a key of 65 characters', JSON.stringify({ type: 'publish', event: 'a', data: 1, key: 'k'.repeat(65) }), 'bad-message'],
  ['data that is too large', JSON.stringify({ type: 'publish', event: 'a', data: 'x'.repeat(65_535) }), 'too-large'],
  ['a subscribe without event', '{"type":"subscribe"}', 'bad-message'],
  ['a subscribe to a control character', '{"type":"subscribe","event":"a\\u0000"}', 'bad-message'],
  ['a subscribe to 65 characters', JSON.stringify({ type: 'subscribe', event: 'e'.repeat(65) }), 'bad-message'],
])('%s is answered with an error, and the connection stays open', async (_name, text, code) => {
  const lab = await startTestLab();
  const { say } = await open(lab);
  expect(await say(text)).toEqual({ type: 'error', code, message: expect.stringMatching(/^Expected .+; .+\. \S.+\.$/s) });
  expect(await say('{"type":"publish","event":"a","data":1,"ref":7}')).toMatchObject({ type: 'ack', ref: 7 });
  expect(lab.log.window.head).toBe(1);
  await expectService(lab);
});

test('a refusal of bad data contains the ref of the publish', async () => {
  const lab = await startTestLab();
  const { say } = await open(lab);
  for (const data of ['9007199254740993', '1e400', `${'['.repeat(61)}${']'.repeat(61)}`]) {
    expect(await say(`{"type":"publish","event":"a","data":${data},"ref":"mine"}`)).toMatchObject({
      type: 'error',
      code: 'bad-message',
      ref: 'mine',
    });
  }
  expect(lab.log.window.head).toBe(0);
});

test('a publish over a WebSocket ignores the fields `at` and `broadcast`', async () => {
  const lab = await startTestLab();
  const { say } = await open(lab);
  await say('{"type":"publish","event":"a","data":1,"at":5,"broadcast":true}');
  const [entry] = lab.log.window.read(0, Filter.all, { count: 1, bytes: 1_000 }).entries;
  expect(entry?.broadcast).toBe(false);
  expect((JSON.parse(String(entry?.json)) as Notification).at).toBeGreaterThan(1e12);
});

test.each(['{"a":1}', '[1]', 'true', 'null', '1e999', JSON.stringify('r'.repeat(65))])('a ref of %s is refused and stores nothing', async (ref) => {
  const lab = await startTestLab();
  const { say } = await open(lab);
  const error = await say(`{"type":"publish","event":"a","data":1,"ref":${ref}}`);
  expect(error).toEqual({ type: 'error', code: 'bad-message', message: expect.stringContaining('`ref`') });
  expect(lab.log.window.head).toBe(0);
});

test.each([0, -1, 1.5, '', 'r'.repeat(64), '😀', '\u0000'])('a ref of %j comes back unchanged, in acks and in errors', async (ref) => {
  const lab = await startTestLab();
  const { say } = await open(lab);
  expect(await say(JSON.stringify({ type: 'publish', event: 'a', data: 1, ref }))).toMatchObject({ type: 'ack', ref });
  expect(await say(JSON.stringify({ type: 'publish', event: '', data: 1, ref }))).toMatchObject({ type: 'error', ref });
});

test('unsubscribing while all events are read is refused', async () => {
  const lab = await startTestLab();
  const connection = await openRawWebSocket(lab);
  connection.send(command({ type: 'unsubscribe', event: 'a', ref: 1 }));
  await connection.hears('{"type":"error","ref":1,"code":"bad-message"');
});

test('the hundred-and-first subscription is refused, and the others stay', async () => {
  const lab = await startTestLab();
  const { say } = await open(lab);
  for (let count = 2; count <= 100; count += 1)
    expect(await say(JSON.stringify({ type: 'subscribe', event: `e${count}` }))).toMatchObject({ type: 'ack' });
  expect(await say('{"type":"subscribe","event":"e101","ref":1}')).toMatchObject({ type: 'error', ref: 1, code: 'bad-filter' });
  expect(await say('{"type":"subscribe","event":"e100","ref":2}')).toMatchObject({ type: 'ack', ref: 2 });
  expect(await say('{"type":"unsubscribe","event":"e100","ref":3}')).toMatchObject({ type: 'ack', ref: 3 });
  expect(await say('{"type":"subscribe","event":"e101","ref":4}')).toMatchObject({ type: 'ack', ref: 4 });
});

const closes: readonly (readonly [name: string, bytes: Buffer, code: number])[] = [
  ['a binary frame', frame('{"type":"publish"}', { opcode: 0x2 }), 4400],
  ['a message over 1 MiB', frame('x'.repeat(1024 * 1024 + 1)), 1009],
  ['the header of a message of 2 GiB', Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0]), 1009],
  ['fragments over 1 MiB together', Buffer.concat([frame('x'.repeat(600_000), { final: false }), frame('x'.repeat(600_000), { opcode: 0 })]), 1009],
  ['text that is not UTF-8', frame(Buffer.from([0xc3, 0x28])), 1007],
  ['an unmasked frame', frame('{}', { masked: false }), 1002],
  ['a frame with reserved bits', Buffer.from([0xf1, 0x80, 0, 0, 0, 0]), 1002],
  ['an unknown opcode', frame('', { opcode: 0x3 }), 1002],
  ['a ping that is too long', frame('x'.repeat(126), { opcode: 0x9 }), 1002],
  ['a continuation of nothing', frame('x', { opcode: 0 }), 1002],
  ['a close code that must not be sent', frame(Buffer.from([0x03, 0xed]), { opcode: 0x8 }), 1002],
  ['HTTP', Buffer.from('GET /stream/polling HTTP/1.1\r\n\r\n'), 1002],
];

test.each(closes)('%s ends the connection with its close code, and a command behind it is not carried out', async (_name, bytes, code) => {
  const lab = await startTestLab();
  const connection = await openRawWebSocket(lab);
  connection.send(Buffer.concat([bytes, command({ type: 'publish', event: 'a', data: 'behind' })]));
  await connection.until('a Close frame', () => connection.received.includes('\x88'));
  expect(closeOf(connection).code).toBe(code);
  connection.send(frame(Buffer.from([code >> 8, code & 0xff]), { opcode: 0x8 }));
  connection.halfClose();
  await eventually('no reader to be left', () => lab.followers() === 0);
  expect(lab.log.window.head).toBe(0);
  await expectService(lab);
});

test('a peer that is closed for a binary frame and never answers is cut off', async () => {
  const lab = await startTestLab();
  const connection = await openRawWebSocket(lab);
  connection.send(frame('', { opcode: 0x2 }));
  await connection.isEnded();
  expect(lab.followers()).toBe(0);
});

describe('an unfinished message', () => {
  test.each([
    ['a fragment', frame('x'.repeat(100_000), { final: false })],
    ['a fragment after a whole message', Buffer.concat([command({ type: 'subscribe', event: 'a' }), frame('x', { final: false })])],
    ['a second fragment', Buffer.concat([frame('x', { final: false }), frame('x', { final: false, opcode: 0 })])],
    ['half a frame', frame('x'.repeat(100_000)).subarray(0, 50_000)],
    ['half a header', Buffer.from([0x81, 0xff, 0])],
    ['one byte', Buffer.from([0x81])],
  ])('ends the connection with a reason: %s', async (_name, bytes) => {
    // The timeout of pings would end clients that stopped inside a frame, but not those that stopped between two frames.
    const lab = await startTestLab({ stall: 0.3, heartbeat: 60 });
    const connection = await openRawWebSocket(lab, '?event=nothing');
    connection.send(bytes);
    await connection.until('a Close frame', () => connection.received.includes('no progress'));
    expect(closeOf(connection)).toEqual({ code: 4408, reason: 'no progress: a message was not finished' });
    await connection.isEnded();
    expect(lab.followers()).toBe(0);
  });

  test('is cut to make room for those of others, the oldest first', async () => {
    const lab = await startTestLab();
    const oldest = await openRawWebSocket(lab, '?event=nothing');
    oldest.send(frame('x'.repeat(1024 * 1024 - 1), { final: false }));
    const others = await Promise.all(Array.from({ length: 32 }, () => openRawWebSocket(lab, '?event=nothing')));
    for (const other of others) other.send(frame('x'.repeat(1024 * 1024 - 1), { final: false }));
    await oldest.until('a Close frame', () => oldest.received.includes('too many'));
    expect(closeOf(oldest)).toEqual({ code: 1013, reason: 'too many unfinished messages: send them whole' });
    await expectService(lab);
  });
});

test('a peer that sends a Close frame and keeps its connection open is cut off', async () => {
  const lab = await startTestLab();
  const connection = await openRawWebSocket(lab);
  connection.send(frame(Buffer.from([0x03, 0xe8]), { opcode: 0x8 }));
  await connection.until('the server to end the connection', () => connection.ended);
  await eventually('no reader to be left', () => lab.followers() === 0);
});
