import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { json, startFake } from '../support/fake-server.ts';
import { openInNode } from '../support/platform.ts';
import { startTestLab } from '../support/start-lab.ts';

const unanswering = () =>
  startFake({
    http: (request, response) => (request.method === 'POST' ? undefined : json(response, { cursor: 'abc-1', notifications: [] })),
    socket: (socket) => socket.send(JSON.stringify({ type: 'hello', cursor: 'abc-1', heartbeat: 0 })),
  });

test.each(['websocket', 'polling'] as const)('a publish over %s that is not answered is given up after its deadline', async (transport) => {
  const server = await unanswering();
  const stream = openInNode(server.url, { transport, deadline: 50 });
  await stream.hello();
  await expect(stream.call('publish', 'e', 1)).rejects.toThrow('no answer within 0.05 s: not known to be stored');
  await expect(stream.call('broadcast', 'e', 1)).rejects.toThrow('no answer within 0.05 s: not known to be stored');
});

test('a subscription that is not answered is given up after its deadline, and the filter stays', async () => {
  const server = await unanswering();
  const stream = openInNode(server.url, { transport: 'websocket', deadline: 50, events: ['a'] });
  await stream.hello();
  await expect(stream.call('subscribe', 'b')).rejects.toThrow(/^no answer within 0\.05 s$/);
  expect(stream.stream.events).toEqual(['a']);
  await stream.call('cut');
  await expect(stream.call('subscribe', 'b')).rejects.toThrow(/^no answer within 0\.05 s$/);
  expect(stream.stream.events).toEqual(['a']);
});

test('a subscription that the server grants after its deadline does not narrow the stream: it comes back with the filter that it had', async () => {
  let givenUp = () => {};
  const late = new Promise<void>((resolve) => {
    givenUp = resolve;
  });
  const server = await startFake({
    socket(socket) {
      socket.send(JSON.stringify({ type: 'hello', cursor: 'abc-1', heartbeat: 0 }));
      socket.on('message', async (text) => {
        await late;
        socket.send(JSON.stringify({ type: 'ack', ref: JSON.parse(String(text)).ref, cursor: 'abc-1' }));
      });
    },
  });
  const stream = openInNode(server.url, { transport: 'websocket', deadline: 20 });
  await stream.hello();
  await expect(stream.call('subscribe', 'b')).rejects.toThrow(/^no answer within 0\.02 s$/);
  givenUp();
  await stream.hello(2);
  expect(stream.stream.events).toBeUndefined();
  expect(server.asked.at(-1)?.target).toBe('/stream/websocket?after=abc-1');
});

test('a publish whose connection breaks is not known to be stored', async () => {
  const server = await startFake({
    socket(socket) {
      socket.send(JSON.stringify({ type: 'hello', cursor: 'abc-1', heartbeat: 0 }));
      socket.on('message', () => socket.terminate());
    },
  });
  const stream = openInNode(server.url, { transport: 'websocket' });
  await stream.hello();
  await expect(stream.call('publish', 'e', 1)).rejects.toThrow('the WebSocket closed with 1006: not known to be stored');
});

test.each([
  [
    'another server answers',
    (response: import('node:http').ServerResponse) => json(response, { ok: true }),
    'Expected an id; got {"ok":true}: not known to be stored',
  ],
  [
    'a gateway gives up',
    (response: import('node:http').ServerResponse) => void response.writeHead(504).end(),
    'a proxy in between answered 504: not known to be stored',
  ],
])('a publish that %s is not known to be stored', async (_what, answer, words) => {
  const server = await startFake({ http: (_request, response) => void answer(response) });
  await expect(openInNode(server.url, { transport: 'polling' }).call('publish', 'e', 1)).rejects.toThrow(words);
});

test('a publish that a proxy refuses is known not to be stored, and says with which status; one that it could not pass on is not', async () => {
  const statuses = [413, 503];
  const server = await startFake({
    http: (_request, response) => void response.writeHead(statuses.shift() ?? 500, { 'Retry-After': '7' }).end('<html>'),
  });
  const stream = openInNode(server.url, { transport: 'polling' });
  await stream.call('cut');
  const publish = () => stream.call('publish', 'e', 1).catch((error: unknown) => error);
  const refused = await publish();
  expect(refused).toMatchObject({ status: 413, final: true, message: 'the server answered 413' });
  expect(refused).not.toHaveProperty('uncertain');
  expect(await publish()).toMatchObject({ status: 503, retryAfter: 7, uncertain: true });
});

test('publishing works while the stream connects or is cut, but not after close', async () => {
  const lab = await startTestLab();
  const stream = openInNode(lab.url, { transport: 'websocket' });
  expect(await stream.call('publish', 'e', 1)).toEqual({ id: lab.log.window.cursor(1) });
  await stream.hello();
  await stream.call('cut');
  expect(await stream.call('publish', 'e', 2)).toEqual({ id: lab.log.window.cursor(2) });
  await stream.call('close');
  await expect(stream.call('publish', 'e', 3)).rejects.toThrow('This stream is closed. Open another, after its cursor.');
  expect(lab.log.window.head).toBe(2);
});

test.each(['websocket', 'polling'] as const)("every publish over %s has an unguessable key of its own, or the caller's", async (transport) => {
  const said: { readonly type: string; readonly key: string }[] = [];
  const server = await startFake({
    http(request, response) {
      if (request.method !== 'POST') return json(response, { cursor: 'abc-1', notifications: [] });
      request.on('data', (text) => said.push(JSON.parse(String(text))));
      request.on('end', () => json(response, { id: 'abc-2' }));
    },
    socket(socket) {
      socket.send(JSON.stringify({ type: 'hello', cursor: 'abc-1', heartbeat: 0 }));
      socket.on('message', (text) => {
        const message = JSON.parse(String(text));
        said.push(message);
        socket.send(JSON.stringify({ type: 'ack', ref: message.ref, id: 'abc-2' }));
      });
    },
  });
  const stream = openInNode(server.url, { transport });
  await stream.hello();
  for (let count = 0; count < 50; count += 1) await stream.call(count % 2 ? 'publish' : 'broadcast', 'e', 1);
  await stream.call('publish', 'e', 1, 'mine-0123456789ab');
  await stream.call('broadcast', 'e', 1, 'mine-0123456789ab');
  expect(said.slice(50)).toMatchObject([
    { type: 'publish', key: 'mine-0123456789ab' },
    { type: 'broadcast', key: 'mine-0123456789ab' },
  ]);
  const drawn = said.slice(0, 50).map(({ key }) => key);
  expect(new Set(drawn).size).toBe(50);
  for (const key of drawn) expect(key).toMatch(/^[\w-]{16,64}$/);
});

test('a publish that still waits when the stream is closed fails, because no answer will arrive', async () => {
  const server = await unanswering();
  const stream = openInNode(server.url, { transport: 'websocket', events: [] });
  await stream.hello();
  const waiting = [stream.call('publish', 'e', 1), stream.call('subscribe', 'e')];
  await stream.call('close');
  const [published, subscribed] = await Promise.allSettled(waiting);
  expect(published).toMatchObject({ reason: { message: 'the stream moved on: not known to be stored' } });
  expect(subscribed).toMatchObject({ reason: { message: 'This stream is closed. Open another, after its cursor.' } });
});

test('data that JSON cannot hold is refused before it is sent', async () => {
  const server = await unanswering();
  for (const transport of ['websocket', 'polling'] as const) {
    const stream = openInNode(server.url, { transport });
    await stream.hello();
    await expect(stream.call('publish', 'e', 5n)).rejects.toThrow(TypeError);
  }
});

test('several subscriptions in one turn are sent together', async () => {
  const lab = await startTestLab();
  const stream = openInNode(lab.url, { transport: 'sse', events: [] });
  await stream.hello();
  const before = stream.stream.ledger.requests;
  await Promise.all([stream.call('subscribe', 'a'), stream.call('subscribe', 'b'), stream.call('subscribe', 'c')]);
  await stream.hello(2);
  expect(stream.stream.events).toEqual(['a', 'b', 'c']);
  // Where the log stands, whether the three are granted, and the stream itself.
  expect(stream.stream.ledger.requests - before).toBe(3);
  await eventually('exactly one reader', () => lab.followers() === 1);
});
