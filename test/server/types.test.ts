import { createServer } from 'node:http';
import express from 'express';
import { expect, test } from 'vitest';
import {
  type After,
  attach,
  type Cut,
  createStreams,
  type EventFilter,
  type LogWindow,
  limits,
  memoryLog,
  type NotificationLog,
  PeerError,
  type Place,
  type ProblemCode,
  type Rights,
  type Run,
  type RunLimits,
} from '../../server/stream/index.ts';
import { ask } from '../support/ask.ts';
import { startStreams } from '../support/start-streams.ts';

interface Events {
  news: { title: string };
  [room: `room:${string}`]: { text: string };
}

test('the compiler accepts only the declared names and data of events', async () => {
  const log = memoryLog();
  const streams = createStreams<Events>({
    log,
    // @ts-expect-error an undeclared event
    authorize: (): Rights<'news'> => ({ read: ['nwes'], publish: false }),
  });
  await streams.append([
    { event: 'news', data: { title: 'hello' } },
    { event: 'room:7', data: { text: 'hello' } },
  ]);
  // @ts-expect-error an undeclared event
  await streams.append([{ event: 'nwes', data: { title: 'hello' } }]);
  // @ts-expect-error the data of another event
  await streams.append([{ event: 'news', data: { text: 'hello' } }]);
  expect(log.window.head).toBe(4);
  const app = express();
  const attached = attach<Events>(app, createServer(app), { log, authorize: async () => ({ read: ['news', 'room:7'], publish: ['room:7'] }) });
  attached.ticket({ read: ['news'], publish: false });
  // @ts-expect-error an undeclared event
  attached.ticket({ read: ['nwes'], publish: false });
  await attached.close();
});

test('without a declaration any event is accepted, and rights need all of their fields', async () => {
  const log = memoryLog();
  const streams = createStreams({ log, authorize: () => ({ read: true, publish: ['anything'] }) });
  await streams.append([{ event: 'anything', data: [1, null, { deep: 'yes' }] }]);
  // @ts-expect-error `publish` is missing
  createStreams({ log, authorize: () => ({ read: true }) });
  // @ts-expect-error a misspelled option
  expect(() => createStreams({ log, authorise: () => ({ read: true, publish: true }) })).toThrow(/got `authorise`/);
});

test('PeerError has the codes of the table, also in JavaScript', () => {
  expect(new PeerError('forbidden', 'No.')).toMatchObject({ name: 'PeerError', code: 'forbidden', message: 'No.', headers: {} });
  expect(String(new PeerError('unauthorized', 'No.'))).toBe('PeerError: No.');
  // @ts-expect-error not a code of the table
  expect(() => new PeerError('teapot', 'No.')).toThrow(/^Expected a code of PeerError: bad-cursor, .*; got "teapot"\. /);
  expect(() => new PeerError('toString' as ProblemCode, 'No.')).toThrow(TypeError);
});

/** The window of a custom log that does not use `createWindow`: it needs nothing private. */
class ListWindow implements LogWindow {
  readonly epoch = 'list';
  readonly oldest = 1;
  readonly capacity = 1_000;
  readonly entries: Run['entries'][number][] = [];

  get head(): number {
    return this.entries.length;
  }

  cursor(seq: number): string {
    return `${this.epoch}-${seq}`;
  }

  place(after: After): Place {
    if (typeof after === 'object') return { seq: Math.min(after.seq, this.head) };
    return { seq: after === 'earliest' ? 0 : this.head };
  }

  resume(seq: number): Place {
    return { seq };
  }

  read(seq: number, filter: EventFilter, { count }: RunLimits): Run {
    const to = Math.min(this.head, seq + Math.min(count, limits.answerCount));
    return { entries: this.entries.slice(seq, to).filter(({ event, broadcast }) => filter.passes(event, broadcast)), to, more: to < this.head };
  }

  cut(seq: number, filter: EventFilter, runLimits: RunLimits): Cut {
    const { entries, ...reach } = this.read(seq, filter, runLimits);
    return { parts: entries.flatMap(({ json }, index) => (index > 0 ? [Buffer.from(','), json] : [json])), count: entries.length, ...reach };
  }
}

test('a log with a custom window is offered like any other', async () => {
  const window = new ListWindow();
  const wakes = new Set<() => void>();
  const log: NotificationLog = {
    window,
    async append(drafts) {
      const ids = drafts.map(({ event, data, broadcast = false }) => {
        const seq = window.head + 1;
        const id = window.cursor(seq);
        window.entries.push({ seq, id, event, broadcast, json: Buffer.from(JSON.stringify({ id, event, data, at: 0 })) });
        return id;
      });
      for (const wake of wakes) wake();
      return ids;
    },
    onAppend(wake) {
      wakes.add(wake);
      return () => wakes.delete(wake);
    },
    async close() {},
  };
  const at = await startStreams({ log });
  await at.streams.append([
    { event: 'a', data: 1 },
    { event: 'b', data: 2 },
    { event: 'a', data: 3 },
  ]);
  expect(JSON.parse((await ask(at, '/stream/polling?after=earliest&event=a')).body)).toEqual({
    cursor: 'list-3',
    notifications: [
      { id: 'list-1', event: 'a', data: 1, at: 0 },
      { id: 'list-3', event: 'a', data: 3, at: 0 },
    ],
  });
});
