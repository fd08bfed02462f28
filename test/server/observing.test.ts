import { createServer } from 'node:http';
import express from 'express';
import { describe, expect, test, vi } from 'vitest';
import { attach, memoryLog, type Observer, transportNames } from '../../server/stream/index.ts';
import { ask, post } from '../support/ask.ts';
import { eventually } from '../support/eventually.ts';
import { listening } from '../support/listening.ts';
import { get, handshake, openRaw, type RawConnection } from '../support/raw-http.ts';
import { command, frame, openRawWebSocket } from '../support/raw-websocket.ts';
import { startStreams } from '../support/start-streams.ts';

/** Every call of the observer, as text, in order. */
function noted(): { readonly told: string[]; readonly observe: Required<Observer> } {
  const told: string[] = [];
  const note =
    (name: string) =>
    (...values: readonly (string | number)[]) =>
      void told.push([name, ...values].join(' '));
  const names = ['opened', 'closed', 'delivered', 'gap', 'published', 'refused', 'shed'] as const;
  return { told, observe: Object.fromEntries(names.map((name) => [name, note(name)])) as unknown as Required<Observer> };
}

const question = (transport: string, query = ''): string => get(`/stream/${transport}${query}`, transport === 'websocket' ? handshake : {});

const draft = (data: string) => ({ event: 'a', data });

/** Bytes after the head of the only answer. */
const bodyOf = ({ received }: RawConnection): string => received.slice(received.indexOf('\r\n\r\n') + 4);

/** Bytes of the JSON of all notifications in it. */
const payloadIn = (text: string): number =>
  [...text.matchAll(/\{"id":"[^"]*","event":.*?"at":[\d.]+\}/g)].reduce((sum, [json]) => sum + json.length, 0);

describe('An observer', () => {
  test.each(['sse', 'websocket'] as const)(
    'is called for a stream over %s: when it opens, for each write with its notifications and bytes, and when it closes',
    async (transport) => {
      const { told, observe } = noted();
      const at = await startStreams({ observe });
      const reader = (await openRaw(at)).send(question(transport));
      await reader.hears('"heartbeat"');
      const before = reader.received.length;
      await at.streams.append([draft('one'), draft('two'), draft('three')]);
      await reader.hears('three');
      expect(told).toEqual([
        `opened ${transport}`,
        'published 3',
        `delivered ${transport} 3 ${reader.received.length - before} ${payloadIn(reader.received)}`,
      ]);
      reader.socket.destroy();
      await eventually('it to be closed', () => told.includes(`closed ${transport} gone`));
      expect(told.length).toBe(4);
    },
  );

  test('is told that a WebSocket has ended, and why, also if its frames were none, or if it was about to close when the server did', async () => {
    const { told, observe } = noted();
    const at = await startStreams({ observe });
    const wrong = await openRawWebSocket(at);
    wrong.send(frame(Buffer.from([0xff])));
    await eventually('it to be closed', () => told.includes('closed websocket mistake'));
    const leaving = await openRawWebSocket(at);
    leaving.send(frame(Buffer.from([0x03, 0xe8]), { opcode: 0x8 }));
    // The answer to the Close frame; the connection stays open on this side.
    await leaving.hears('\x88\x02\x03\xe8');
    await at.streams.close({ grace: 50 });
    expect(told).toEqual(['opened websocket', 'closed websocket mistake', 'opened websocket', 'closed websocket gone']);
  });

  test('is called when a long poll is held, and for its answer; for a poll that is answered at once, for the answer only', async () => {
    const { told, observe } = noted();
    const at = await startStreams({ observe });
    const cursor = at.log.window.cursor(0);
    const reader = (await openRaw(at)).send(question('long-polling', `?after=${cursor}`));
    await eventually('the poll to be held', () => at.followers() === 1);
    await at.streams.append([draft('one')]);
    const { body } = await reader.response();
    expect(told).toEqual([
      'opened long-polling',
      'published 1',
      'closed long-polling answered',
      `delivered long-polling 1 ${body.length} ${payloadIn(body)}`,
    ]);
    told.length = 0;
    reader
      .send(question('polling', `?after=${cursor}`))
      .send(question('polling', `?after=${at.log.window.cursor(1)}`))
      .send(question('polling'));
    await reader.response(4);
    expect(told).toEqual([`delivered polling 1 ${body.length} ${payloadIn(body)}`]);
  });

  test('counts the notifications that pass a filter, and those of large answers that are copied from the log', async () => {
    const { told, observe } = noted();
    const at = await startStreams({ observe });
    const after = `?after=${at.log.window.cursor(0)}`;
    await at.streams.append(Array.from({ length: 40 }, (_, index) => ({ event: index % 2 ? 'b' : 'a', data: 'x'.repeat(1_000) })));
    for (const query of [after, `${after}&event=b`]) {
      const reader = (await openRaw(at)).send(question('polling', query));
      await reader.response();
      expect(told.at(-1)).toBe(`delivered polling ${query === after ? 40 : 20} ${bodyOf(reader).length} ${payloadIn(bodyOf(reader))}`);
    }
  });

  test.each(transportNames)('is called with the reason of each gap that a reader over %s gets', async (transport) => {
    const { told, observe } = noted();
    const at = await startStreams({ observe, log: memoryLog({ maxCount: 2 }) });
    await at.streams.append([1, 2, 3, 4].map((data) => draft(`number ${data}`)));
    for (const [cursor, reason] of [
      ['other-7', 'epoch'],
      [at.log.window.cursor(9), 'ahead'],
      [at.log.window.cursor(1), 'expired'],
    ]) {
      const reader = (await openRaw(at)).send(question(transport, `?after=${cursor}`));
      await reader.hears(`"reason":"${reason}"`);
      await eventually('the gap to be observed', () => told.includes(`gap ${transport} ${reason}`));
    }
  });

  test('is called with the code of every refusal', async () => {
    const { told, observe } = noted();
    const authorize = () => ({ read: true, publish: ['a'] }) as const;
    const at = await startStreams({ observe, authorize, onError() {} });
    await ask(at, '/stream/polling?after=nonsense');
    await ask(at, '/publish');
    await post(at, '{"event":"b","data":1}');
    await ask(at, '/stream/websocket', { headers: { ...handshake, Origin: 'https://evil.example' } });
    await ask(at, '/stream/sse?ticket=old');
    const socket = (await openRaw(at)).send(question('websocket'));
    await socket.hears('hello');
    socket.send(command({ type: 'publish', event: 'b', data: 1, ref: 1 }));
    await socket.hears('"ref":1');
    expect(told.filter((text) => text.startsWith('refused'))).toEqual(
      ['bad-cursor', 'bad-method', 'forbidden', 'foreign-origin', 'unauthorized', 'forbidden'].map((code) => `refused ${code}`),
    );
  });

  test('is called with `internal` for errors of the server', async () => {
    const { told, observe } = noted();
    const onError = vi.fn();
    const at = await startStreams({
      observe,
      onError,
      authorize: () => {
        throw new TypeError('No table.');
      },
    });
    expect((await ask(at, '/stream/polling')).status).toBe(500);
    expect(told).toEqual(['refused internal']);
    expect(onError).toHaveBeenCalledOnce();
  });

  test('is called once for every stream when they are closed, and not afterwards', async () => {
    const { told, observe } = noted();
    const app = express();
    const server = createServer(app);
    const log = memoryLog();
    const streams = attach(app, server, { log, observe });
    const at = await listening(server);
    const cursor = log.window.cursor(0);
    for (const text of [question('sse'), question('websocket'), question('long-polling', `?after=${cursor}`)]) (await openRaw(at)).send(text);
    await eventually('three streams', () => streams.followers() === 3);
    await streams.close({ grace: 20 });
    await log.append([draft('late')]);
    expect(told.sort()).toEqual(
      [
        ['long-polling answered', 'sse shutdown', 'websocket shutdown'].map((how) => `closed ${how}`),
        ['long-polling', 'sse', 'websocket'].map((transport) => `opened ${transport}`),
      ].flat(),
    );
  });

  test('may be an instance of a class, with fields and state', async () => {
    class Counters implements Observer {
      count = 0;
      published(notifications: number) {
        this.count += notifications;
      }
    }
    const counters = new Counters();
    const at = await startStreams({ observe: counters });
    await at.streams.append([draft('one'), draft('two')]);
    expect(counters.count).toBe(2);
  });
});
