import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { armOf } from '../../bench/arms/index.ts';
import { Meter } from '../../bench/arms/meter.ts';
import { bareReader, headsOf, predictTraffic } from '../../bench/model/index.ts';
import { monotonic } from '../../bench/processes/clock.ts';
import { anatomy, notificationsIn, sumOf } from '../../server/lab/apparatus/telemetry/anatomy.ts';
import type { ByteParts } from '../../server/lab/apparatus/telemetry/messages.ts';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';
import { expectWhole, nothing } from './telemetry-anatomy-support.ts';

interface Captured {
  readonly up: Buffer[];
  readonly down: Buffer[];
}

/** A relay that records the bytes that pass. On the polling transports each request begins another exchange. */
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
  return { port: listeningPort(server), exchanges };
}

const add = (one: ByteParts, other: ByteParts): ByteParts => ({
  headers: one.headers + other.headers,
  framing: one.framing + other.framing,
  payload: one.payload + other.payload,
});

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
    // The last long poll is held; it counts as a request.
    const { openings, questions } = meter.census.census;
    await eventually('the last request to pass the relay', () => line.exchanges.length === openings + questions);
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

it('The parts cover all bytes without gaps, whatever the bytes are and wherever they are split', () => {
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
