import { expect, test } from 'vitest';
import { openStream, type StreamOptions } from '../../client/stream/index.ts';
import { limits } from '../../server/stream/protocol.ts';
import { json, startFake } from '../support/fake-server.ts';
import { openInNode } from '../support/platform.ts';

const open = (options: unknown) => () => openStream('http://127.0.0.1:1', options as StreamOptions).close();

test.each(['interval', 'patience', 'deadline', 'hold'] as const)('%s has to be a number that a timer can take', (name) => {
  for (const value of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, 30 * 86_400_000]) {
    expect(open({ [name]: value }), `${value}`).toThrow(RangeError);
    expect(open({ [name]: value }), `${value}`).toThrow(new RegExp(`^Expected ${name} to be a number from 1 to \\d+; got ${value}\\.$`));
  }
  for (const value of ['5s', '5', null, true, {}, [5], 5n]) expect(open({ [name]: value }), `${typeof value}`).toThrow(TypeError);
  expect(open({ [name]: '5s' })).toThrow(`Expected ${name} to be a number from 1 to`);
  expect(open({ [name]: '5s' })).toThrow('got 5s.');
  expect(open({ [name]: undefined })).not.toThrow();
});

test('hold may be at most what the server accepts', () => {
  expect(open({ hold: limits.holdMax })).not.toThrow();
  expect(open({ hold: limits.holdMax + 1 })).toThrow(`Expected hold to be a number from 1 to ${limits.holdMax}; got ${limits.holdMax + 1}.`);
});

test.each([
  [{ retry: { first: 0 } }, RangeError, 'Expected first to be a number from 1 to'],
  [{ retry: { longest: Number.POSITIVE_INFINITY } }, RangeError, 'got Infinity'],
  [{ retry: { last: 5 } }, TypeError, 'Expected an option of first, longest; got last.'],
  [{ intervall: 5 }, TypeError, 'Expected an option of interval, hold, patience, deadline'],
  [{ constructor: 5 }, TypeError, 'got constructor.'],
  [{ events: 5 }, TypeError, 'Expected events to be an array; got 5.'],
  [{ events: 'news' }, TypeError, 'Expected events to be an array; got news.'],
  [{ events: [''] }, RangeError, 'Expected an event of 1 to 64 printable characters; got nothing.'],
  [{ events: [7] }, RangeError, 'got 7.'],
  [{ events: Array.from({ length: 101 }, (_, index) => `e${index}`) }, RangeError, 'Expected at most 100 events; got 101.'],
  [{ after: 'yesterday' }, TypeError, 'Expected after to be a cursor, earliest or now; got yesterday.'],
  [{ after: 'abc-9007199254740993' }, TypeError, 'Expected after to be a cursor'],
  [{ transport: [] }, RangeError, 'Expected a transport of websocket, sse, long-polling, polling; got nothing.'],
  [{ transport: 'pigeon' }, RangeError, 'Expected a transport of websocket, sse, long-polling, polling; got pigeon.'],
  [{ WebSocket: 'ws' }, TypeError, 'Expected WebSocket to be a function; got ws.'],
  [{ random: 4 }, TypeError, 'Expected random to be a function; got 4.'],
])('%j is refused', (options, kind, words) => {
  expect(open(options)).toThrow(kind);
  expect(open(options)).toThrow(words);
});

test.each([
  ['/', 'got /.'],
  ['not a url', 'got not a url.'],
  ['ws://127.0.0.1/', 'got ws:.'],
  ['ftp://127.0.0.1/', 'got ftp:.'],
  ['http://127.0.0.1/?token=secret', 'got a query.'],
  ['http://user:secret@127.0.0.1/', 'got credentials.'],
])('%s is refused as the URL of a stream', (url, words) => {
  let error: unknown;
  try {
    openStream(url).close();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(TypeError);
  expect((error as Error).message).toContain('Expected an http(s) URL of a folder without credentials and query; ');
  expect((error as Error).message).toContain(words);
  expect((error as Error).message).not.toContain('secret');
});

test.each(['', '/', '/live', '/live/', '/a/b', '/live#part'])('a URL that ends in "%s" is read as a folder', async (path) => {
  const server = await startFake({
    http: (request, response) =>
      request.method === 'POST' ? json(response, { id: 'abc-2' }) : json(response, { cursor: 'abc-1', notifications: [] }),
  });
  const stream = openInNode(server.url + path, { transport: 'polling' });
  await stream.hello();
  await stream.call('publish', 'e', 1);
  const folder = path.replace(/#.*/, '').replace(/\/?$/, '/');
  expect(server.asked[0]?.target).toBe(`${folder}stream/polling`);
  expect(server.asked.map(({ target }) => target)).toContain(`${folder}publish`);
});

test.each([
  ['2592000', 3_600_000],
  ['60', 60_000],
  ['1.5', 1_500],
])('the client waits as long as Retry-After: %s asks, at most an hour', async (text, wait) => {
  const server = await startFake({ http: (_request, response) => void response.writeHead(429, { 'Retry-After': text }).end() });
  const stream = openInNode(server.url, { transport: 'polling', random: () => 0 });
  await stream.until('a scheduled retry', () => stream.of<{ retryIn?: number }>('state').some(({ retryIn }) => retryIn !== undefined));
  expect(stream.of<{ retryIn?: number }>('state').at(-1)?.retryIn).toBe(wait);
});

test('Retry-After may be a date', async () => {
  const server = await startFake({
    http: (_request, response) => void response.writeHead(503, { 'Retry-After': new Date(Date.now() + 100_000).toUTCString() }).end(),
  });
  const stream = openInNode(server.url, { transport: 'polling', random: () => 0 });
  await stream.until('an error', () => stream.of('error').length > 0);
  const { retryAfter = 0 } = stream.of<{ retryAfter?: number }>('error')[0] ?? {};
  expect(retryAfter).toBeGreaterThan(60);
  expect(retryAfter).toBeLessThanOrEqual(100);
});

test.each(['-5', '0', 'soon', '', 'Thu, 01 Jan 1970 00:00:00 GMT'])('Retry-After: "%s" is ignored', async (text) => {
  const server = await startFake({ http: (_request, response) => void response.writeHead(503, { 'Retry-After': text }).end() });
  const stream = openInNode(server.url, { transport: 'polling', random: () => 0 });
  await stream.until('an error', () => stream.of('error').length > 0);
  expect(stream.of<{ retryAfter?: number }>('error')[0]?.retryAfter).toBeUndefined();
});

test.each([null, false, '', () => null])('headers that are %s are none', async (headers) => {
  const server = await startFake({ http: (_request, response) => json(response, { cursor: 'abc-1', notifications: [] }) });
  const stream = openInNode(server.url, { transport: 'polling', headers } as unknown as StreamOptions);
  await stream.hello();
  expect(stream.of('error')).toEqual([]);
});
