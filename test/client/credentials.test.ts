import { expect, test } from 'vitest';
import { StreamError } from '../../client/stream/index.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import { events, helloEvent, json, startFake } from '../support/fake-server.ts';
import { startGuarded } from '../support/guarded-streams.ts';
import { credentials, openInNode } from '../support/platform.ts';

type Told = Partial<StreamError>;

/** A server that accepts every request, and records its Authorization header. */
const startOpen = (authorized: (string | undefined)[] = []) =>
  startFake({
    http(request, response, url) {
      authorized.push(request.headers.authorization);
      if (request.method === 'POST') json(response, { id: 'abc-2' });
      else if (url.pathname.endsWith('sse')) events(response, helloEvent('abc-1'));
      else json(response, { cursor: 'abc-1', notifications: [] });
    },
    socket: (socket) => socket.send(JSON.stringify({ type: 'hello', cursor: 'abc-1', heartbeat: 0 })),
  });

test.each([
  ['an object', { Authorization: 'Bearer x' }],
  ['a list', [['Authorization', 'Bearer x']] as [string, string][]],
  ['Headers', new Headers({ Authorization: 'Bearer x' })],
  ['a function', () => ({ Authorization: 'Bearer x' })],
  ['a function that takes time', async () => new Headers({ Authorization: 'Bearer x' })],
])('headers may be %s, and are sent with polls and publishes', async (_what, headers) => {
  const authorized: (string | undefined)[] = [];
  const server = await startOpen(authorized);
  const stream = openInNode(server.url, { transport: 'polling', headers });
  await stream.hello();
  await stream.call('publish', 'e', 1);
  await eventually('three requests', () => authorized.length >= 3);
  expect(new Set(authorized)).toEqual(new Set(['Bearer x']));
});

test.each([
  [{ headers: 'Bearer x' }, 'Expected headers to be an object or a function; got Bearer x.'],
  [{ headers: 5 }, 'Expected headers to be an object or a function; got 5.'],
  [{ ticket: 'abc' }, 'Expected ticket to be a function; got abc.'],
])('%j is refused', (options, words) => {
  expect(() => openInNode('http://127.0.0.1:1', options as object)).toThrow(TypeError);
  expect(() => openInNode('http://127.0.0.1:1', options as object)).toThrow(words);
});

test.each(transportNames)(
  'if the app has no ticket for %s, the error says so, and the client asks again with doubled waits each time',
  async (transport) => {
    const server = await startOpen();
    let asked = 0;
    const ticket = async () => {
      asked += 1;
      if (asked < 4) throw new Error('nobody is logged in');
      return 'ok';
    };
    const stream = openInNode(server.url, { transport, ticket, retry: { first: 4, longest: 1_000 }, random: () => 1 });
    await stream.hello();
    const told = stream.of<Told>('error');
    expect(told.map(({ code, message }) => `${code}: ${message}`)).toEqual(
      Array.from({ length: 3 }, () => 'no-credentials: Expected headers or a ticket; got Error: nobody is logged in.'),
    );
    expect(told.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(stream.of<{ retryIn?: number }>('state').flatMap(({ retryIn }) => retryIn ?? [])).toEqual([8, 16, 32]);
    // No request was sent without a ticket.
    expect(server.asked.map(({ target }) => new URL(target, server.url).searchParams.get('ticket'))).toEqual(
      Array.from({ length: server.asked.length }, () => 'ok'),
    );
  },
);

test.each(transportNames)(
  'a ticket for %s may be a Response; after a 503 the client asks again, and after a 401 the stream closes',
  async (transport) => {
    const server = await startOpen();
    const answers = [
      new Response('{"code":"unavailable","detail":"Expected fewer users. Come back."}', { status: 503, headers: { 'Retry-After': '0.01' } }),
      new Response('ok'),
    ];
    const stream = openInNode(server.url, { transport, ticket: () => answers.shift() ?? new Response('ok'), retry: { first: 1, longest: 1 } });
    await stream.hello();
    expect(stream.of<Told>('error')).toMatchObject([
      { code: 'unavailable', status: 503, retryAfter: 0.01, message: 'Expected fewer users. Come back.' },
    ]);
    expect(server.asked.filter(({ target }) => target.includes('stream'))[0]?.target).toContain('ticket=ok');

    const refused = openInNode(server.url, {
      transport,
      ticket: async () => new Response('{"code":"unauthorized","detail":"Log in."}', { status: 401 }),
    });
    await refused.until('a closed stream', () => refused.of<{ state: string }>('state').some(({ state }) => state === 'closed'));
    expect(refused.of<Told>('error')).toMatchObject([{ code: 'unauthorized', status: 401, final: true, message: 'Log in.' }]);
  },
);

test.each(transportNames)(
  'a ticket for %s that does not arrive is given up after `patience`, and a late one opens no connection',
  async (transport) => {
    const server = await startOpen();
    const late: ((ticket: string) => void)[] = [];
    const ticket = () => new Promise<string>((resolve) => late.push(resolve));
    const stream = openInNode(server.url, { transport, ticket, patience: 50, retry: { first: 1, longest: 1 } });
    await stream.until('two failures', () => stream.of('error').length >= 2);
    expect(stream.of<Told>('error')[0]?.message).toMatch(/^no (ticket|hello|answer) within 0\.05 s$/);
    await stream.call('close');
    for (const come of late) come('late');
    await new Promise((resolve) => setImmediate(resolve));
    expect(server.asked.filter(({ target }) => target.includes('stream'))).toEqual([]);
  },
);

test('a publish fails as not stored if the app has no headers for it', async () => {
  const server = await startOpen();
  const headers = () => Promise.reject(new Error('nobody is logged in'));
  const stream = openInNode(server.url, { transport: 'websocket', headers });
  const error = await stream.call('publish', 'e', 1).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StreamError);
  expect(error).toMatchObject({ code: 'no-credentials', transport: 'publish', url: `${server.url}/publish` });
  expect(error).not.toHaveProperty('uncertain');
  expect(server.asked.filter(({ target }) => target.endsWith('publish'))).toEqual([]);
});

test('a publish fails as not stored if the route of its ticket is down', async () => {
  const server = await startOpen();
  const ticket = () => new Response('down for an hour', { status: 502, headers: { 'Retry-After': '3600' } });
  const error = await openInNode(server.url, { transport: 'polling', ticket })
    .call('publish', 'e', 1)
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'no-credentials', status: 502, retryAfter: 3_600, transport: 'publish' });
  expect(error).not.toHaveProperty('uncertain');
  expect(server.asked.filter(({ target }) => target.endsWith('publish'))).toEqual([]);
});

test('the wait doubles if a server accepts a stream and ends it at once', async () => {
  const server = await startFake({
    http: (_request, response) => {
      events(
        response,
        helloEvent('abc-1'),
        'event: end\ndata: {"code":"unauthorized","message":"Expected rights that hold; these have ended. Come back."}',
      );
      response.end();
    },
  });
  const stream = openInNode(server.url, { transport: 'sse', after: 'abc-1', retry: { first: 8, longest: 1_000 }, random: () => 1 });
  const waits = () => stream.of<{ retryIn?: number }>('state').flatMap(({ retryIn }) => retryIn ?? []);
  await stream.until('four scheduled retries', () => waits().length >= 4);
  expect(waits().slice(0, 4)).toEqual([16, 32, 64, 128]);
  expect(stream.of('error')[0]).toMatchObject({
    code: 'unauthorized',
    message: 'Expected rights that hold; these have ended. Come back.',
    remedy: 'Come back.',
  });
});

test.each(['null', '5', '{}', '{"code":7}', 'no JSON'])('an `end` event with %s ends the connection, and the client reconnects', async (end) => {
  const server = await startFake({
    http: (_request, response, url) => events(response, helloEvent(url.searchParams.get('after') ?? ''), `event: end\ndata: ${end}`),
  });
  const stream = openInNode(server.url, { transport: 'sse', after: 'abc-1', retry: { first: 1, longest: 4 } });
  await stream.hello(3);
  expect(stream.of('error').length).toBeGreaterThanOrEqual(2);
});

test.each(['polling', 'long-polling'] as const)('%s asks for new headers after a 401, and goes on', async (transport) => {
  const at = await startGuarded();
  const stream = openInNode(at.url, { transport, ...credentials(at.url, { headers: at.asked.headers }) });
  await stream.hello();
  await at.log.append([{ event: 'a', data: 1 }]);
  await stream.reach(1);
  at.stale = 1;
  at.expire();
  await at.log.append([{ event: 'a', data: 2 }]);
  await stream.reach(2);
  expect(stream.of('error')).toMatchObject([{ code: 'unauthorized', status: 401, final: false, remedy: 'Ask for a new one.' }]);
  expect(stream.stream.ledger).toMatchObject({ received: 2, doubled: 0, missing: 0, gaps: 0 });
});
