import { expect, test } from 'vitest';
import { events, helloEvent, json, startFake } from '../support/fake-server.ts';
import { openInNode } from '../support/platform.ts';

const good = { id: 'abc-3', event: 'e', data: 'good', at: 1 };
const hello = (cursor: string) => JSON.stringify({ type: 'hello', cursor, heartbeat: 15_000 });

/** Sends `bad` to a reader whose cursor is 1, and a good notification to a reader whose cursor is 2. */
const startWith = (bad: string) =>
  startFake({
    http(_request, response, url) {
      const after = url.searchParams.get('after') ?? 'abc-1';
      if (url.pathname.endsWith('sse')) events(response, helloEvent(after), `data: ${after === 'abc-1' ? bad : JSON.stringify(good)}`);
      else if (url.searchParams.get('after') === 'abc-1') json(response, `{"cursor":"abc-3","notifications":[${bad},${JSON.stringify(good)}]}`);
      else json(response, { cursor: after === 'abc-1' ? after : 'abc-3', notifications: after === 'abc-2' ? [good] : [] });
    },
    socket(socket, url) {
      const after = url.searchParams.get('after') ?? 'abc-1';
      socket.send(hello(after));
      socket.send(after === 'abc-1' ? bad : JSON.stringify(good));
    },
  });

const bads = [
  '<html>502</html>',
  '',
  'null',
  '5',
  '"text"',
  '{}',
  '[]',
  '{"id":5}',
  '{"id":"abc-2"}',
  '{"id":"abc-9007199254740993","event":"e","data":1,"at":1}',
  '{"id":"abc-2","event":7,"data":1,"at":1}',
  '{"id":"abc-2","event":"e","at":1}',
  '{"id":"abc-2","event":"e","data":1,"at":"now"}',
  '{"id":"abc-2","event":"e","data":1,"at":Thu Jan 01 1970}',
];

for (const transport of ['websocket', 'sse', 'polling', 'long-polling'] as const) {
  test.each(bads)(`${transport} reports %j, asks again, and then goes on after it with a gap`, async (bad) => {
    // With an empty `data:` an EventSource dispatches no event.
    if (transport === 'sse' && bad === '') return;
    const server = await startWith(bad);
    const stream = openInNode(server.url, { transport, after: 'abc-1', retry: { first: 1, longest: 4 } });
    expect((await stream.reach(1))[0]?.data).toBe('good');
    expect(stream.gaps).toEqual([{ from: 'abc-1', to: 'abc-2', reason: 'unreadable' }]);
    const told = stream.of<{ message: string }>('error');
    expect(told).toHaveLength(2);
    expect(told[0]?.message).toMatch(/^Expected (a notification|JSON|an answer); got /);
    expect(stream.stream.ledger).toMatchObject({ received: 1, missing: 0, doubled: 0, gaps: 1 });
  });
}

test('an error that does not recur loses nothing', async () => {
  let first = true;
  const server = await startFake({
    socket(socket) {
      socket.send(hello('abc-2'));
      socket.send(first ? '<html>' : JSON.stringify(good));
      first = false;
    },
  });
  const stream = openInNode(server.url, { transport: 'websocket', after: 'abc-2', retry: { first: 1, longest: 4 } });
  await stream.reach(1);
  expect(stream.gaps).toEqual([]);
  expect(stream.stream.ledger).toMatchObject({ received: 1, missing: 0 });
});

test.each([
  '{"type":"constructor"}',
  '{"type":"later"}',
  '{"type":"heartbeat"}',
  '{"type":"heartbeat","cursor":7}',
  '{"type":"ack","ref":9,"cursor":[]}',
])('a WebSocket message %s is reported, and the connection stays', async (odd) => {
  const server = await startFake({
    socket(socket) {
      for (const message of [hello('abc-2'), odd, odd, JSON.stringify(good)]) socket.send(message);
    },
  });
  const stream = openInNode(server.url, { transport: 'websocket', after: 'abc-2' });
  await stream.reach(1);
  const told = stream.of<{ message: string }>('error');
  expect(told).toHaveLength(2);
  for (const { message } of told) expect(message).toMatch(/^Expected a (message of this protocol|cursor); got /);
  expect(server.asked).toHaveLength(1);
});

test.each([
  ['{"type":"hello"}', 'Expected a hello; got {}.'],
  ['{"type":"hello","cursor":"abc","heartbeat":1}', 'Expected a hello; got {"cursor":"abc","heartbeat":1}.'],
  ['{"type":"hello","cursor":"abc-2","heartbeat":-1}', 'Expected a hello'],
  ['{"type":"gap"}', 'Expected a gap; got {}.'],
  ['{"type":"gap","from":"abc-1","to":null}', 'Expected a gap'],
])('a WebSocket message %s ends the connection, and the waits double', async (bad, words) => {
  const server = await startFake({
    socket(socket) {
      if (bad.includes('gap')) socket.send(hello('abc-2'));
      socket.send(bad);
    },
  });
  const stream = openInNode(server.url, { transport: 'websocket', after: 'abc-2', retry: { first: 1, longest: 64 }, random: () => 1 });
  const waits = () => stream.of<{ retryIn?: number }>('state').flatMap(({ retryIn }) => (retryIn === undefined ? [] : [retryIn]));
  await stream.until('three scheduled retries', () => waits().length >= 3);
  expect(waits().slice(0, 3)).toEqual([2, 4, 8]);
  expect(stream.of<{ message: string }>('error')[0]?.message).toContain(words);
  expect(stream.of('hello').length > 0).toBe(bad.includes('gap'));
});

test('an exception in a listener is reported by the platform, and the stream goes on', async () => {
  const before = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  const thrown: unknown[] = [];
  process.on('uncaughtException', (error) => thrown.push(error));
  const server = await startFake({
    socket(socket) {
      for (const message of [hello('abc-1'), JSON.stringify({ ...good, id: 'abc-2' }), JSON.stringify(good)]) socket.send(message);
    },
  });
  const stream = openInNode(server.url, { transport: 'websocket', after: 'abc-1' });
  stream.stream.addEventListener('notification', () => {
    throw new Error('of the user');
  });
  await stream.reach(2);
  await new Promise((resolve) => setImmediate(resolve));
  process.removeAllListeners('uncaughtException');
  for (const listener of before) process.on('uncaughtException', listener);
  expect(thrown.map((error) => (error as Error).message)).toEqual(['of the user', 'of the user']);
  expect(stream.stream.ledger).toMatchObject({ received: 2, missing: 0, doubled: 0 });
  expect(server.asked).toHaveLength(1);
});
