import { expect, test } from 'vitest';
import { StreamError } from '../../client/stream/index.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { json, startFake } from '../support/fake-server.ts';
import { openInNode } from '../support/platform.ts';
import { startTestLab } from '../support/start-lab.ts';

const problem = { title: 'Bad Request', status: 400, code: 'bad-filter', detail: 'Expected a good filter; got a bad one. Take another.' };

test.each(transportNames)('an error of %s says what failed, where, at which attempt, and what to do', async (transport) => {
  const server = await startFake({
    http: (_request, response) => void response.writeHead(400, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify(problem)),
  });
  const stream = openInNode(server.url, { transport, events: ['a secret'] });
  await stream.state('closed');
  const [error] = stream.of('error');
  expect(error).toBeInstanceOf(StreamError);
  expect(error).toMatchObject({
    name: 'StreamError',
    message: problem.detail,
    code: 'bad-filter',
    status: 400,
    remedy: 'Take another.',
    final: true,
    transport,
    url: `${server.url}/stream/${transport}`,
    attempt: 1,
  });
  expect(String(error)).toBe(`StreamError: ${problem.detail}`);
});

test('an error can be copied and serialised like the plain object that it was in earlier versions', async () => {
  const server = await startFake({ http: (_request, response) => void response.writeHead(503, { 'Retry-After': '7' }).end() });
  const stream = openInNode(server.url, { transport: 'polling', random: () => 1 });
  await stream.until('an error', () => stream.of('error').length > 0);
  const [error] = stream.of<StreamError>('error');
  const plain = {
    message: 'the server answered 503',
    status: 503,
    retryAfter: 7,
    final: false,
    transport: 'polling',
    url: `${server.url}/stream/polling`,
    attempt: 1,
  };
  expect({ ...error }).toEqual(plain);
  expect(JSON.parse(JSON.stringify(error))).toEqual(plain);
});

test("attempts are counted until a connection succeeds, and the platform's own error is the cause", async () => {
  const thrown = new TypeError('fetch failed');
  const stream = openInNode('http://127.0.0.1:1', { transport: 'polling', retry: { first: 1, longest: 2 }, fetch: () => Promise.reject(thrown) });
  await stream.until('three errors', () => stream.of('error').length >= 3);
  expect(
    stream
      .of<StreamError>('error')
      .slice(0, 3)
      .map(({ attempt, message, cause }) => [attempt, message, cause]),
  ).toEqual([
    [1, 'fetch failed', thrown],
    [2, 'fetch failed', thrown],
    [3, 'fetch failed', thrown],
  ]);
});

test.each(['websocket', 'polling'] as const)(
  'a publish over %s rejects with a StreamError if it is refused or if it is not answered',
  async (transport) => {
    const lab = await startTestLab();
    const stream = openInNode(lab.url, { transport });
    await stream.hello();
    const over = transport === 'websocket' ? 'websocket' : 'publish';
    const url = `${lab.url}/${over === 'publish' ? 'publish' : 'stream/websocket'}`;
    const refused = await stream.call('publish', '', 1).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(StreamError);
    expect(refused).toMatchObject({ code: 'bad-message', transport: over, url });
    expect(refused).not.toHaveProperty('uncertain');

    const server = await startFake({
      http: (request, response) => (request.method === 'POST' ? undefined : json(response, { cursor: 'abc-1', notifications: [] })),
      socket: (socket) => socket.send(JSON.stringify({ type: 'hello', cursor: 'abc-1', heartbeat: 0 })),
    });
    const deaf = openInNode(server.url, { transport, deadline: 50 });
    await deaf.hello();
    const unanswered = await deaf.call('publish', 'e', 1).catch((error: unknown) => error);
    expect(unanswered).toBeInstanceOf(StreamError);
    expect(unanswered).toMatchObject({ uncertain: true, message: 'no answer within 0.05 s: not known to be stored', transport: over });
  },
);

test('commands on a closed stream and refused subscriptions reject with a StreamError', async () => {
  const lab = await startTestLab();
  const stream = openInNode(lab.url, { transport: 'websocket', events: ['a'] });
  await stream.hello();
  await expect(stream.call('subscribe', 'x'.repeat(65))).rejects.toThrow(RangeError);
  const all = openInNode(lab.url, { transport: 'sse' });
  await all.hello();
  const left = await all.call('unsubscribe', 'a').catch((error: unknown) => error);
  expect(left).toMatchObject({
    name: 'StreamError',
    message: 'Expected a subscription; got all events. Subscribe to one first.',
    remedy: 'Subscribe to one first.',
    transport: 'sse',
    url: `${lab.url}/stream/sse`,
  });
  await stream.call('cut');
  const waiting = stream.call('subscribe', 'b').catch((error: unknown) => error);
  await stream.call('close');
  expect(await waiting).toMatchObject({
    name: 'StreamError',
    message: 'This stream is closed. Open another, after its cursor.',
    transport: 'websocket',
  });
  expect(await stream.call('publish', 'a', 1).catch((error: unknown) => error)).toBeInstanceOf(StreamError);
  expect(() => stream.stream.reconnect()).toThrow(StreamError);
});

test('a URL in an error has no query, because that may contain a ticket', async () => {
  const server = await startFake({
    http(request, response) {
      const { pathname, search } = new URL(request.url ?? '', 'http://localhost');
      if (pathname === '/login') response.writeHead(200, { 'Content-Type': 'text/html' }).end('Log in');
      else response.writeHead(302, { Location: `/login${search}` }).end();
    },
  });
  const stream = openInNode(server.url, { transport: 'polling', ticket: () => 'a-secret-ticket', retry: { first: 1, longest: 1 } });
  await stream.until('an error', () => stream.of('error').length > 0);
  expect(server.asked[0]?.target).toContain('ticket=a-secret-ticket');
  expect(JSON.stringify(stream.of('error'))).toContain('redirected to');
  expect(JSON.stringify(stream.of('error'))).not.toContain('secret');
});

test.each([502, 504])('%i is reported as the answer of a proxy', async (status) => {
  const server = await startFake({ http: (_request, response) => void response.writeHead(status).end('<html>') });
  const stream = openInNode(server.url, { transport: 'long-polling' });
  await stream.until('an error', () => stream.of('error').length > 0);
  expect(stream.of('error')[0]).toMatchObject({ message: `a proxy in between answered ${status}`, status });
});

test.each(['sse', 'websocket'] as const)(
  'a failure of %s without a reason, twice in a row while polling is answered, is reported as possibly a proxy’s',
  async (transport) => {
    const server = await startFake({
      http: (_request, response, { pathname }) =>
        pathname.endsWith('polling') ? json(response, { cursor: 'abc-1', notifications: [] }) : void response.writeHead(426).end(),
    });
    const stream = openInNode(server.url, { transport, retry: { first: 1, longest: 2 } });
    await stream.until('two errors', () => stream.of('error').length >= 2);
    const [first, second] = stream.of<StreamError>('error');
    const what = transport === 'sse' ? 'the event stream broke off' : 'the WebSocket closed with 1006';
    const remedy = `Polling works: does a proxy in between pass ${transport}?`;
    expect(first).toMatchObject({ message: what });
    expect(second).toMatchObject({ message: `${what}. ${remedy}`, remedy });
  },
);
