import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { armOf } from '../../bench/arms/index.ts';
import { Meter } from '../../bench/arms/meter.ts';
import {
  answerFraming,
  answerGap,
  answerMore,
  bareReader,
  chunkFraming,
  eventFraming,
  frameHeader,
  headsOf,
  helloChunk,
  inChunk,
  ping,
  pong,
  predictTraffic,
  sseGap,
  sseHeartbeat,
  sseHello,
  websocketGap,
  websocketHeartbeat,
  websocketHello,
} from '../../bench/model/index.ts';
import { monotonic } from '../../bench/processes/clock.ts';
import { anatomy, notificationsIn, type Part, sumOf } from '../../server/lab/apparatus/telemetry/anatomy.ts';
import type { ByteParts } from '../../server/lab/apparatus/telemetry/messages.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { chunkedEvents, lastChunk } from '../../server/stream/transports/event-framing.ts';
import { textFrame, textFrames } from '../../server/stream/transports/frame.ts';
import { eventually } from '../support/eventually.ts';
import { frame } from '../support/raw-websocket.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

interface Captured {
  readonly up: Buffer[];
  readonly down: Buffer[];
}

/** A line that keeps what passes. On the polling transports each question begins another exchange. */
async function captureLine(target: number, perQuestion: boolean): Promise<{ readonly port: number; readonly exchanges: Captured[] }> {
  const exchanges: Captured[] = [];
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    let current: Captured | undefined;
    const begin = () => {
      const fresh = { up: [], down: [] };
      exchanges.push(fresh);
      return fresh;
    };
    client.on('data', (bytes) => {
      if (!current || (perQuestion && current.down.length > 0)) current = begin();
      current.up.push(bytes);
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      current?.down.push(bytes);
      client.write(bytes);
    });
    for (const socket of [client, upstream]) {
      socket.on('error', () => {});
      socket.on('close', () => (socket === client ? upstream : client).destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, exchanges };
}

const add = (one: ByteParts, other: ByteParts): ByteParts => ({
  headers: one.headers + other.headers,
  framing: one.framing + other.framing,
  payload: one.payload + other.payload,
});
const nothing: ByteParts = { headers: 0, framing: 0, payload: 0 };

/** Parts follow each other without holes, from the first byte to the last. */
function expectWhole(parts: readonly Part[], length: number): void {
  expect(parts.map(({ from }) => from)).toEqual([0, ...parts.map(({ to }) => to)].slice(0, parts.length));
  expect(parts.at(-1)?.to ?? 0).toBe(length);
  for (const { from, to } of parts) expect(to).toBeGreaterThan(from);
}

describe('The anatomy of real exchanges has the sums that the model predicts, to the byte,', () => {
  it.each(transportNames)('on %s', async (transport) => {
    const lab = await startTestLab({ heartbeat: 0 });
    const asks = transport === 'polling' || transport === 'long-polling';
    const line = await captureLine(lab.port, asks);
    const meter = new Meter();
    const target = { host: '127.0.0.1', port: line.port };
    const client = armOf(transport).open(target, { pollInterval: 20, phase: 0, hold: 1, retry: () => 5 }, meter);
    onTestFinished(() => client.stop());
    await client.ready;
    client.start(monotonic());
    await appendNumbers(lab, 12);
    await lab.log.append([{ event: 'long', data: `[{"}\\ ${'ä'.repeat(400)}` }]);
    await appendNumbers(lab, 150);
    client.restAt(163);
    await eventually('the client to have everything', () => client.resting);
    // The last question of a long poll is held; it counts as asked.
    const { openings, questions } = meter.census.census;
    await eventually('the last question to pass the line', () => line.exchanges.length === openings + questions);
    const { opening, steady } = predictTraffic(transport, meter.census.census, {
      heads: headsOf(bareReader(`127.0.0.1:${line.port}`, 1), transport),
      heartbeat: 0,
    });
    let [up, down] = [nothing, nothing];
    for (const exchange of line.exchanges) {
      const [sent, received] = [Buffer.concat(exchange.up), Buffer.concat(exchange.down)];
      const [upParts, downParts] = [anatomy('up', transport, sent), anatomy('down', transport, received)];
      expectWhole(upParts, sent.byteLength);
      expectWhole(downParts, received.byteLength);
      up = add(up, sumOf(upParts));
      down = add(down, sumOf(downParts));
    }
    expect(meter.census.census.notifications).toBe(163);
    expect(up).toEqual(add(opening.up, steady.up));
    expect(down).toEqual(add(opening.down, steady.down));
  });
});

describe('What is rare has the size of the model too:', () => {
  const cursor = 'k3f9ab-42';
  const gap = { from: 'k3f9ab-1', to: cursor, reason: 'slow' };
  const gapJson = JSON.stringify(gap);
  const hello = { cursor, heartbeat: 15_000 };
  const notification = `{"id":"${cursor}","event":"a","data":"data: {\\"id\\":\\n","at":1.5}`;
  const entry = { seq: 42, id: cursor, event: 'a', broadcast: false, json: Buffer.from(notification) };
  const rows: [what: string, transport: TransportName, text: string | Buffer, expected: ByteParts][] = [
    [
      'an event stream begins',
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
      'a notification behind a gap event',
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

  it('what a client says inside a WebSocket is unmasked', () => {
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

  it('a refusal is a head and a problem document', () => {
    const head = 'HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\n\r\n';
    for (const transport of transportNames) {
      const parts = anatomy('down', transport, Buffer.from(`${head}{"title":"Bad Request"}`));
      expect(parts.map(({ name }) => name)).toEqual(['status line', 'Content-Type', 'blank line', 'problem document']);
      expect(sumOf(parts)).toEqual({ headers: head.length, framing: 23, payload: 0 });
    }
  });
});

it('Whatever the bytes are and wherever they are cut, the parts follow each other without holes', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc
      .constantFrom(
        'GET /stream/sse HTTP/1.1\r\nHost: a\r\n\r\n',
        'HTTP/1.1 200 OK\r\nContent-Type: x\r\n\r\n',
        '{"cursor":"a-1","notifications":[{"id":"a-1"},',
        'id: a-1\ndata: {"id":"a-1"}\n\n',
        '1b\r\nid: a-1\ndata: {"id":"a-1"}\n\n\r\n',
        '7\r\nid: a',
        '0\r\n\r\n',
        'ffffffff\r\n',
        'event: gap\ndata: ',
        '\u0081\u007e\u0001',
        '\u0081\u0085abcd',
        '\u0081\u007f',
        '\n',
      )
      .map((text) => Uint8Array.from(Buffer.from(text, 'latin1'))),
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 6 }),
      fc.constantFrom(...transportNames),
      fc.constantFrom('up' as const, 'down' as const),
      (pieces, transport, direction) => {
        const bytes = Buffer.concat(pieces);
        const parts = anatomy(direction, transport, bytes);
        expectWhole(parts, bytes.byteLength);
        notificationsIn(parts, bytes);
      },
    ),
    { seed: 4, numRuns: 2_000 },
  );
});
