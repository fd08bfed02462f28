import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { armOf } from '../../bench/arms/index.ts';
import { Meter } from '../../bench/arms/meter.ts';
import { bareReader, CensusCounter, headsOf, predictTraffic, type Reader, requestHead, splitTotal } from '../../bench/model/index.ts';
import type { Answer, TransportName } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import { patience } from '../support/patience.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

/** A raw connection that counts received bytes, and waits for text. */
class Line {
  readonly #socket: Socket;
  #text = '';
  bytes = 0;
  sent = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (data) => {
      this.bytes += data.byteLength;
      this.#text += data.toString('latin1');
    });
  }

  send(text: string): void {
    this.sent += text.length;
    this.#socket.write(text);
  }

  /** @returns the text up to the end of the first match of `pattern`; the rest remains for the next call */
  async take(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.#text);
      if (found) {
        const taken = this.#text.slice(0, found.index + found[0].length);
        this.#text = this.#text.slice(taken.length);
        return taken;
      }
      await once(this.#socket, 'data', { signal: AbortSignal.timeout(patience) }).catch(() => {
        throw new Error(`Waited 8 s for ${pattern}; saw ${JSON.stringify(this.#text.slice(-200))}.`);
      });
    }
  }

  get left(): string {
    return this.#text;
  }
}

async function lineTo(port: number): Promise<Line> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return new Line(socket);
}

const request = (reader: Reader, transport: TransportName, path: string) =>
  requestHead('GET', path, [['Host', reader.host], ...reader.fields(transport)]);

/** Sends one request and counts the exchange. */
async function ask(line: Line, reader: Reader, transport: TransportName, census: CensusCounter, after: string): Promise<string> {
  const query = transport === 'long-polling' ? `?after=${after}&hold=${reader.hold}` : `?after=${after}`;
  line.send(request(reader, transport, `/stream/${transport}${query}`));
  census.question(after);
  const head = await line.take(/\r\n\r\n/);
  if (head.startsWith('HTTP/1.1 204')) {
    census.empty();
    return after;
  }
  const length = Number(/Content-Length: (\d+)/.exec(head)?.[1]);
  const body = await line.take(/\]\}$/);
  expect(body.length).toBe(length);
  const answer = JSON.parse(body) as Answer;
  census.answer({ cursor: answer.cursor, notifications: answer.notifications.map((one) => JSON.stringify(one).length), length });
  return answer.cursor;
}

describe('The model agrees with the lab to the byte', () => {
  it.each(['polling', 'long-polling'] as const)('on %s: hello, an empty answer, one notification, a hundred', async (transport) => {
    const lab = await startTestLab();
    const reader = bareReader(`127.0.0.1:${lab.port}`, 1);
    const line = await lineTo(lab.port);
    const census = new CensusCounter();
    line.send(request(reader, 'polling', '/stream/polling'));
    census.opening();
    await line.take(/\r\n\r\n/);
    const { cursor } = JSON.parse(await line.take(/\]\}$/)) as Answer;
    census.hello(cursor);
    const still = await ask(line, reader, transport, census, cursor);
    await appendNumbers(lab, 1);
    const next = await ask(line, reader, transport, census, still);
    await appendNumbers(lab, 100);
    await ask(line, reader, transport, census, next);

    const { opening, steady } = predictTraffic(transport, census.census, { heads: headsOf(reader, transport), heartbeat: 15_000 });
    expect(census.census).toMatchObject({ emptyAnswers: 1, fullAnswers: 2, notifications: 101 });
    expect(splitTotal(opening.down) + splitTotal(steady.down)).toBe(line.bytes);
    expect(splitTotal(opening.up) + splitTotal(steady.up)).toBe(line.sent);
  });

  it('on sse: head, hello, notifications alone and together, and a heartbeat', async () => {
    const lab = await startTestLab({ heartbeat: 0.2 });
    const reader = bareReader(`127.0.0.1:${lab.port}`);
    const line = await lineTo(lab.port);
    const census = new CensusCounter();
    line.send(request(reader, 'sse', '/stream/sse'));
    census.opening();
    await line.take(/\r\n\r\n/);
    /** Reads a chunk with one or more events, and counts each by its kind. */
    const chunk = async () => {
      const size = Number.parseInt(await line.take(/^[0-9a-f]+\r\n/), 16);
      census.chunk(size);
      const events = (await line.take(new RegExp(`^[\\s\\S]{${size}}\r\n`))).split(/(?<=\n\n)/).slice(0, -1);
      for (const event of events) {
        const id = /id: (\S+)/.exec(event)?.[1] ?? '';
        if (event.includes('event: hello')) census.hello(id);
        else if (event.startsWith('event: heartbeat')) census.heartbeat(id);
        else census.notification(id, (/data: (.*)/.exec(event)?.[1] ?? '').length);
      }
    };
    await chunk();
    await appendNumbers(lab, 1);
    while (census.census.notifications < 1) await chunk();
    await appendNumbers(lab, 12);
    while (census.census.notifications < 13) await chunk();
    const { heartbeats } = census.census;
    while (census.census.heartbeats === heartbeats) await chunk();
    // The hello, one notification, twelve in one write.
    expect(census.census.chunks - census.census.heartbeats).toBe(3);
    const counted = line.bytes - line.left.length;
    const { opening, steady } = predictTraffic('sse', census.census, { heads: headsOf(reader, 'sse'), heartbeat: 200 });
    expect(splitTotal(opening.down) + splitTotal(steady.down)).toBe(counted);
    expect(splitTotal(opening.up)).toBe(line.sent);
  });

  it('on websocket: handshake, hello, frames of two sizes, heartbeat and ping', async () => {
    const lab = await startTestLab({ heartbeat: 0.2 });
    const reader = bareReader(`127.0.0.1:${lab.port}`);
    const line = await lineTo(lab.port);
    const census = new CensusCounter();
    line.send(request(reader, 'websocket', '/stream/websocket'));
    census.opening();
    await line.take(/\r\n\r\n/);
    await lab.log.append([{ event: 'long', data: 'x'.repeat(300) }]);
    await appendNumbers(lab, 3);
    // Reads pings, heartbeats and notifications in the order of their arrival, until there was at least one of each.
    while (census.census.notifications < 4 || census.census.heartbeats < 1 || census.census.pings < 1) {
      const header = await line.take(/^[\s\S]{2}/);
      const code = header.charCodeAt(1);
      const length = code < 126 ? code : ((bytes) => bytes.charCodeAt(0) * 256 + bytes.charCodeAt(1))(await line.take(/^[\s\S]{2}/));
      if (header.charCodeAt(0) === 0x89) {
        census.ping();
        continue;
      }
      const message = JSON.parse(await line.take(new RegExp(`^[\\s\\S]{${length}}`))) as { type?: string; cursor: string; id: string };
      if (message.type === 'hello') census.hello(message.cursor);
      else if (message.type === 'heartbeat') census.heartbeat(message.cursor);
      else census.notification(message.id, length);
    }
    const counted = line.bytes - line.left.length;
    const { opening, steady } = predictTraffic('websocket', census.census, { heads: headsOf(reader, 'websocket'), heartbeat: 200 });
    expect(splitTotal(opening.down) + splitTotal(steady.down)).toBe(counted);
    expect(splitTotal(opening.up)).toBe(line.sent);
  });

  it.each([
    ['sse', 'a cursor that can be continued', (head: string) => head],
    ['sse', 'a cursor that cannot: hello has no id, and a gap has one', () => 'k0000a-3'],
    ['websocket', 'a cursor that can be continued', (head: string) => head],
    ['websocket', 'a cursor that cannot', () => 'k0000a-3'],
  ] as const)('on %s to a client that reconnects with %s', async (transport, _, cursorOf) => {
    const lab = await startTestLab();
    await appendNumbers(lab, 2);
    const { window } = lab.log;
    const after = cursorOf(window.cursor(window.head));
    const target = { host: '127.0.0.1', port: lab.port };
    const meter = new Meter();
    const options = { pollInterval: 1_000, hold: 25, phase: 0, retry: () => 100, after };
    const client = armOf(transport).open(target, options, meter);
    onTestFinished(() => client.stop());
    await client.ready;
    const setting = { heads: headsOf(bareReader(`127.0.0.1:${lab.port}`), transport), heartbeat: 15_000 };
    const total = (way: 'up' | 'down') => {
      const { opening, steady } = predictTraffic(transport, meter.reading.census, setting);
      return splitTotal(opening[way]) + splitTotal(steady[way]);
    };
    await eventually('all retained notifications', () => client.ledger.seq === 2);
    expect(meter.reading).toMatchObject({ up: total('up'), down: total('down') });
    expect(meter.reading.census).toMatchObject({ openings: 1, resumptions: 1, gaps: after === 'k0000a-3' ? 1 : 0 });
  });
});
