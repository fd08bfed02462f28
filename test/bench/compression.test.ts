import { once } from 'node:events';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Target } from '../../bench/arms/index.ts';
import type { LineHandlers } from '../../bench/arms/line.ts';
import { dataOf, fillings } from '../../bench/arms/message.ts';
import { Meter } from '../../bench/arms/meter.ts';
import { frameStart } from '../../bench/arms/websocket-frame.ts';
import { DecodingLine } from '../../bench/arms/wire/decoding-line.ts';
import { Inflater } from '../../bench/arms/wire/inflater.ts';
import { compressingServer } from '../../bench/compressing/server.ts';
import { monotonic } from '../../bench/processes/clock.ts';
import { drain } from '../../bench/processes/drain.ts';
import { Load } from '../../bench/processes/load.ts';
import { readingOf } from '../../bench/processes/load-readings.ts';
import { listenAnywhere } from '../../bench/processes/publish-door.ts';
import type { CodingName } from '../../bench/result/codings.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { patience } from '../support/patience.ts';

const clients = 2;
const count = 12;

/** Lets clients read from a server with this coding. @returns the bytes that they received */
async function follow(arm: TransportName, coding: CodingName, filling: (typeof fillings)[number] = 'text') {
  const { server, broadcast } = compressingServer('coded0', coding);
  const port = await listenAnywhere(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const target: Target = { host: '127.0.0.1', port, way: { decodes: true } };
  const load = new Load();
  const opened = await load.open({ arm, target, count: clients, pollInterval: 200, hold: 5, head: '', seed: 1, deadline: patience });
  expect(opened).toMatchObject({ ready: clients, troubles: [] });
  const before = readingOf(load);
  for (const client of load.clients) client.start(monotonic());
  for (let seq = 1; seq <= count; seq += 1) {
    const data = dataOf(monotonic(), 400, filling, seq);
    broadcast(`{"id":"coded0-${seq}","event":"bench","data":${data},"at":1763683200123}`);
  }
  expect(await drain(load, { seq: count, wait: patience })).toBeUndefined();
  const after = readingOf(load);
  for (const client of load.clients) client.stop();
  expect(after).toMatchObject({ delivered: clients * count, doubled: 0, reordered: 0, gaps: 0, lost: 0 });
  expect([...load.meter.incidents.keys()]).toEqual([]);
  return { down: after.down - before.down, payload: after.payload - before.payload };
}

describe('A compressed stream', () => {
  it.each(transportNames)('%s: is complete and in order, and takes fewer bytes for compressible data', { timeout: 4 * patience }, async (arm) => {
    const [plain, compressed, random] = [await follow(arm, 'plain'), await follow(arm, 'compressed'), await follow(arm, 'compressed', 'random')];
    expect(compressed.payload).toBe(plain.payload);
    expect(plain.down).toBeGreaterThan(plain.payload);
    expect(compressed.down).toBeLessThan(0.75 * plain.down);
    // Base64 has six bits in eight: no coding gets it below three quarters. The rest of a notification is text.
    expect(random.down).toBeGreaterThan(0.55 * random.payload);
  });

  it('takes more bytes if each message is compressed separately than with a shared context', async () => {
    const [shared, alone] = [await follow('websocket', 'compressed'), await follow('websocket', 'no-context')];
    expect(alone.down).toBeGreaterThan(1.3 * shared.down);
  });
});

/** @returns what a decoding connection makes of these bytes, which arrive in pieces of that size */
async function decode(bytes: Buffer, size: number, length: number): Promise<{ readonly text: string; readonly incidents: readonly string[] }> {
  let below: LineHandlers | undefined;
  let out = '';
  const meter = new Meter();
  let heard = () => {};
  const inner = { send: () => {}, pause: () => {}, settled: async () => {}, cut: () => heard() };
  const line = new DecodingLine(
    meter,
    {
      connected: () => {},
      received(_line, chunk) {
        out += chunk.toString('latin1');
        heard();
      },
    },
    () => {},
    (handlers) => {
      below = handlers;
      return inner;
    },
  );
  try {
    for (let from = 0; from < bytes.byteLength; from += size) below?.received(inner, Buffer.from(bytes.subarray(from, from + size)));
  } catch (error) {
    return { text: out, incidents: [String(error)] };
  }
  while (out.length < length && meter.incidents.size === 0) {
    await new Promise<void>((resolve) => {
      heard = resolve;
    });
  }
  line.cut();
  return { text: out, incidents: [...meter.incidents.keys()] };
}

const answerOf = (body: Buffer, fields = '') =>
  Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${fields}Content-Length: ${body.byteLength}\r\n\r\n`), body]);
const chunked = (body: Buffer) => Buffer.concat([Buffer.from(`${body.byteLength.toString(16)}\r\n`), body, Buffer.from('\r\n')]);
const gzipped = 'Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n';

describe.each([1, 7, 100_000])('A decoding connection, in pieces of %i bytes', (size) => {
  it('passes on plain answers unchanged, and compressed ones as if they had been plain', async () => {
    const plain = answerOf(Buffer.from('{"a":1}'));
    const both = await decode(Buffer.concat([plain, answerOf(gzipSync('{"b":22}'), gzipped)]), size, 80);
    expect(both).toEqual({ text: `${plain}HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{"b":22}`, incidents: [] });
  });

  it('reads an event stream in chunks that are split anywhere', async () => {
    const body = gzipSync(`id: a-1\ndata: ${'x'.repeat(500)}\n\n`);
    const head = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n${gzipped}Transfer-Encoding: chunked\r\n\r\n`);
    const wire = Buffer.concat([head, chunked(body.subarray(0, 15)), chunked(body.subarray(15))]);
    const expected = `HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nid: a-1\ndata: ${'x'.repeat(500)}\n\n`;
    expect(await decode(wire, size, expected.length)).toEqual({ text: expected, incidents: [] });
  });

  it('reads a compressed message in one frame and in two, and plain messages in between', async () => {
    const packed = deflateRawSync('{"id":"a-1"}', { finishFlush: 2 }).subarray(0, -4);
    const frame = (first: number, payload: Buffer) => Buffer.concat([Buffer.from([first, payload.byteLength]), payload]);
    const wire = Buffer.concat([
      Buffer.from('HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n\r\n'),
      frame(0xc1, packed),
      frame(0x81, Buffer.from('plain')),
      frame(0x41, packed.subarray(0, 4)),
      frame(0x89, Buffer.alloc(0)),
      frame(0x80, packed.subarray(4)),
    ]);
    const message = `${frameStart(1, 12).toString('latin1')}{"id":"a-1"}`;
    const expected = `HTTP/1.1 101 Switching Protocols\r\n\r\n${message}${frameStart(1, 5).toString('latin1')}plain\x89\x00${message}`;
    expect(await decode(wire, size, expected.length)).toEqual({ text: expected, incidents: [] });
  });

  it('reports bytes that do not match their Content-Encoding', async () => {
    const spoilt = await decode(answerOf(Buffer.from('not gzip'), gzipped), size, 1);
    expect(spoilt.incidents).toEqual([expect.stringContaining('incorrect header check')]);
    const unknown = await decode(answerOf(Buffer.from('x'), 'Content-Encoding: br\r\n'), size, 1);
    expect(unknown.incidents).toEqual([expect.stringContaining('Expected gzip, or no Content-Encoding; got br.')]);
    const head = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n${gzipped}\r\n`);
    const stream = await decode(Buffer.concat([head, Buffer.from('not gzip either')]), size, 100_000);
    expect(stream.incidents).toEqual(['incorrect header check']);
  });
});

it('Messages of one connection share a compression context, unless the server turns it off', () => {
  const texts = ['{"order":12345,"state":"packed"}', '{"order":12345,"state":"shipped"}'];
  const [first = '', second = ''] = texts;
  const alone = deflateRawSync(second, { finishFlush: 2 });
  const after = deflateRawSync(second, { finishFlush: 2, dictionary: Buffer.from(first) });
  expect(after.byteLength).toBeLessThan(alone.byteLength);
  const keeping = new Inflater(true);
  expect([deflateRawSync(first, { finishFlush: 2 }), after].map((payload) => keeping.unpack(payload.subarray(0, -4)).toString())).toEqual(texts);
  const forgetting = new Inflater(false);
  forgetting.unpack(deflateRawSync(first, { finishFlush: 2 }).subarray(0, -4));
  expect(() => forgetting.unpack(after.subarray(0, -4))).toThrow();
});

describe('Data of a notification', () => {
  it.each(fillings)('of %s has exactly the requested number of bytes, and is the same for the same number', (filling) => {
    for (const payload of [100, 333, 1_000]) {
      const data = dataOf(5, payload, filling, 7);
      expect(Buffer.byteLength(data)).toBe(payload);
      expect(JSON.parse(data)).toMatchObject({ t: expect.any(Number) });
      expect(dataOf(5, payload, filling, 7)).toBe(data);
    }
  });

  it('is more compressible the less of it is random', () => {
    const [pad = 0, text = 0, random = 0] = fillings.map((filling) => gzipSync(dataOf(5, 1_000, filling, 7)).byteLength);
    expect([pad < 100, text > 250 && text < 600, random > 750]).toEqual([true, true, true]);
  });
});

it('The compressing server answers /readyz and the streams, and 404 for other paths', async () => {
  const { server } = compressingServer('coded0', 'compressed');
  const port = await listenAnywhere(server);
  const status = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
  expect([await status('/readyz'), await status('/nothing'), await status('/stream/polling')]).toEqual([200, 404, 200]);
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});
