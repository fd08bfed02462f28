import { describe, expect, it } from 'vitest';
import {
  answerFraming,
  answerGap,
  answerMore,
  chunkFraming,
  eventFraming,
  frameHeader,
  helloChunk,
  inChunk,
  ping,
  pong,
  sseGap,
  sseHeartbeat,
  sseHello,
  websocketGap,
  websocketHeartbeat,
  websocketHello,
} from '../../bench/model/index.ts';
import { anatomy, notificationsIn, sumOf } from '../../server/lab/apparatus/telemetry/anatomy.ts';
import type { ByteParts } from '../../server/lab/apparatus/telemetry/messages.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { chunkedEvents, lastChunk } from '../../server/stream/transports/event-framing.ts';
import { textFrame, textFrames } from '../../server/stream/transports/frame.ts';
import { frame } from '../support/raw-websocket.ts';
import { expectWhole, nothing } from './telemetry-anatomy-support.ts';

describe('Rare parts of exchanges have the size that the model predicts, too:', () => {
  const cursor = 'k3f9ab-42';
  const gap = { from: 'k3f9ab-1', to: cursor, reason: 'slow' };
  const gapJson = JSON.stringify(gap);
  const hello = { cursor, heartbeat: 15_000 };
  const notification = `{"id":"${cursor}","event":"a","data":"data: {\\"id\\":\\n","at":1.5}`;
  const entry = { seq: 42, id: cursor, event: 'a', broadcast: false, json: Buffer.from(notification) };
  const rows: [what: string, transport: TransportName, text: string | Buffer, expected: ByteParts][] = [
    [
      'the beginning of an event stream',
      'sse',
      `retry: 1234\nevent: hello\nid: ${cursor}\ndata: ${JSON.stringify(hello)}\n\n`,
      { ...nothing, framing: sseHello(9, 15_000) },
    ],
    ['a heartbeat in a chunk', 'sse', chunkedEvents.heartbeat(cursor), { ...nothing, framing: inChunk(sseHeartbeat(9)) }],
    ['a hello in a chunk', 'sse', chunkedEvents.hello(hello, false), { ...nothing, framing: sseHello(9, 15_000) + helloChunk }],
    [
      'two notifications in a chunk, and the last one',
      'sse',
      Buffer.concat([chunkedEvents.notifications([entry, entry]), Buffer.from(lastChunk)]),
      {
        ...nothing,
        framing: 2 * eventFraming(9) + chunkFraming(2 * (eventFraming(9) + notification.length)) + chunkFraming(0),
        payload: 2 * notification.length,
      },
    ],
    ['a heartbeat event', 'sse', `event: heartbeat\nid: ${cursor}\ndata: {}\n\n`, { ...nothing, framing: sseHeartbeat(9) }],
    ['a gap event', 'sse', `event: gap\nid: ${cursor}\ndata: ${gapJson}\n\n`, { ...nothing, framing: sseGap(9, gapJson.length) }],
    [
      'a notification after a gap event',
      'sse',
      `event: gap\nid: ${cursor}\ndata: ${gapJson}\n\nid: ${cursor}\ndata: ${notification}\n\n`,
      { ...nothing, framing: sseGap(9, gapJson.length) + eventFraming(9), payload: notification.length },
    ],
    ['hello in a frame', 'websocket', textFrame({ type: 'hello', ...hello }), { ...nothing, framing: websocketHello(9, 15_000) }],
    ['a gap in a frame', 'websocket', textFrame({ type: 'gap', ...gap }), { ...nothing, framing: websocketGap(gapJson.length) }],
    ['a heartbeat in a frame', 'websocket', textFrame({ type: 'heartbeat', cursor }), { ...nothing, framing: websocketHeartbeat(9) }],
    ['a ping', 'websocket', Buffer.from([0x89, 0]), { ...nothing, framing: ping }],
    [
      'a notification of 70,000 bytes',
      'websocket',
      textFrames([Buffer.from(`{"id":"${cursor}","data":"${'x'.repeat(70_000)}"}`)]),
      { ...nothing, framing: frameHeader(70_000), payload: 70_028 },
    ],
    [
      'an answer with a gap, cut by a limit',
      'polling',
      `{"cursor":"${cursor}","notifications":[${notification},${notification}],"gap":${gapJson},"more":true}`,
      { ...nothing, framing: answerFraming(9) + 1 + answerGap(gapJson.length) + answerMore, payload: 2 * notification.length },
    ],
  ];
  it.each(rows)('%s', (_what, transport, text, expected) => {
    const bytes = Buffer.from(text);
    const parts = anatomy('down', transport, bytes);
    expectWhole(parts, bytes.byteLength);
    expect(sumOf(parts)).toEqual(expected);
    const count = expected.payload > 0 ? Math.max(1, parts.filter(({ name }) => name === 'notification').length) : 0;
    expect(notificationsIn(parts, bytes)).toEqual(count > 0 ? { notifications: count, first: 42, last: 42 } : { notifications: 0 });
  });

  it('the payload of a frame from a client is unmasked', () => {
    const bytes = Buffer.concat([
      frame('', { opcode: 10 }),
      frame('{"type":"publish","event":"a","data":{"type":"gap"}}'),
      frame(Buffer.from([0x03, 0xe9, 0x62, 0x79, 0x65]), { opcode: 8 }),
    ]);
    bytes.set([1, 2, 3, 4], pong + 2);
    for (let index = 0; index < 52; index += 1) bytes[pong + 6 + index] = (bytes[pong + 6 + index] ?? 0) ^ (1 + (index % 4));
    const parts = anatomy('up', 'websocket', bytes);
    expectWhole(parts, bytes.byteLength);
    expect(parts.map(({ name }) => name)).toEqual([
      ...['FIN, pong', 'mask bit and length', 'masking key'],
      ...['FIN, text', 'mask bit and length', 'masking key', 'publish'],
      ...['FIN, close', 'mask bit and length', 'masking key', 'close content'],
    ]);
    expect(parts.map(({ text }) => text).filter(Boolean)).toEqual(['{"type":"publish","event":"a","data":{"type":"gap"}}', '1001 bye']);
    expect(sumOf(parts)).toEqual({ headers: 0, framing: 6 + 6 + 11, payload: 52 });
  });

  it('a refusal consists of a head and a problem document', () => {
    const head = 'HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\n\r\n';
    for (const transport of transportNames) {
      const parts = anatomy('down', transport, Buffer.from(`${head}{"title":"Bad Request"}`));
      expect(parts.map(({ name }) => name)).toEqual(['status line', 'Content-Type', 'blank line', 'problem document']);
      expect(sumOf(parts)).toEqual({ headers: head.length, framing: 23, payload: 0 });
    }
  });
});
