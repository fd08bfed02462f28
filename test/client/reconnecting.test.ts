import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import type { StreamOptions } from '../../client/stream/index.ts';
import type { StreamError } from '../../client/stream/stream-error.ts';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { eventually } from '../support/eventually.ts';
import { json, startFake } from '../support/fake-server.ts';
import { openInNode } from '../support/platform.ts';
import { startStreams } from '../support/start-streams.ts';

interface Retry {
  readonly state: string;
  readonly retryIn?: number;
}

/** A server that answers every request with this status. */
async function startRefusing(status: number, headers: Record<string, string> = {}): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status, headers).end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${listeningPort(server)}`;
}

/** Opens a stream to this server. @returns the first waits that it schedules, in milliseconds */
async function waits(url: string, random: number, count: number, transport: StreamOptions['transport'] = 'polling'): Promise<number[]> {
  const stream = openInNode(url, { transport, random: () => random, retry: { first: 8, longest: 50 } });
  const retries = () => stream.of<Retry>('state').flatMap(({ retryIn }) => (retryIn === undefined ? [] : [retryIn]));
  await stream.until(`${count} scheduled retries`, () => retries().length >= count);
  return retries().slice(0, count);
}

test('the wait doubles up to the longest; jitter is drawn from 0 to that cap instead of being added', async () => {
  const url = await startRefusing(503);
  expect(await waits(url, 1, 5)).toEqual([16, 32, 50, 50, 50]);
  expect(await waits(url, 0.5, 5)).toEqual([8, 16, 25, 25, 25]);
  expect(await waits(url, 0, 3)).toEqual([0, 0, 0]);
});

test.each(transportNames)('%s waits at least as long as a 503 asks, plus jitter', async (transport) => {
  const url = await startRefusing(503, { 'Retry-After': '2' });
  expect(await waits(url, 0.25, 1, transport)).toEqual([2_004]);
});

test('while the server is away, a stream with several transports waits no longer than one with a single transport', async () => {
  const url = await startRefusing(502);
  expect(await waits(url, 1, 4, ['websocket', 'sse', 'long-polling', 'polling'])).toEqual(await waits(url, 1, 4, 'sse'));
});

test('a round through all transports counts as one failed attempt', async () => {
  // A poll that asks why a stream failed is answered, so another transport may do better.
  const server = await startFake({
    http: (_request, response, { searchParams }) =>
      searchParams.has('for') ? json(response, { cursor: 'abc-1', notifications: [] }) : void response.writeHead(502).end(),
  });
  expect(await waits(server.url, 1, 12, ['websocket', 'sse', 'long-polling', 'polling'])).toEqual([0, 0, 0, 16, 0, 0, 0, 32, 0, 0, 0, 50]);
});

test.each(transportNames)('%s goes on after a server that was too slow for a hello', async (transport) => {
  let isSlow = true;
  const authorize = () => (isSlow ? new Promise<never>(() => {}) : ({ read: true, publish: true } as const));
  const { url } = await startStreams({ authorize });
  const stream = openInNode(url, { transport, patience: 500, retry: { first: 1, longest: 1 } });
  await stream.until('an error', () => stream.of('error').length > 0);
  for (const error of stream.of<StreamError>('error')) expect(error.final, error.message).toBe(false);
  isSlow = false;
  await stream.hello();
});

test('a client that is refused at a limit keeps its transport, and gets in when there is room', async () => {
  const at = await startStreams({ limits: { streams: 1 } });
  const first = openInNode(at.url, { transport: 'sse' });
  await first.hello();
  const second = openInNode(at.url, {});
  await second.until('an error', () => second.of('error').length > 0);
  expect(second.of('error')).toMatchObject([{ code: 'unavailable', status: 503, transport: 'websocket', final: false }]);
  await first.call('close');
  await eventually('room', () => at.followers() === 0);
  await second.call('reconnect');
  await second.hello();
  expect(second.stream.transport).toBe('websocket');
});

test.each([404, 429, 500, 502])('a stream reconnects after %i', async (status) => {
  expect(await waits(await startRefusing(status), 1, 2)).toEqual([16, 32]);
});

test.each([400, 401, 403])('a stream ends after %i, and reports it', async (status) => {
  const stream = openInNode(await startRefusing(status), { transport: 'polling' });
  await stream.state('closed');
  await stream.until('an error', () => stream.of('error').length > 0);
  expect(stream.of('error')[0]).toMatchObject({ message: `the server answered ${status}`, final: true });
  expect(() => stream.stream.reconnect()).toThrow('This stream is closed');
});

test('without WebSocket and EventSource the client falls back to another transport, and reports what is missing', async () => {
  const missing = { WebSocket: undefined, EventSource: undefined } as unknown as { WebSocket: typeof WebSocket };
  const hidden = { WebSocket: globalThis.WebSocket, EventSource: globalThis.EventSource };
  Object.assign(globalThis, missing);
  onTestFinished(() => void Object.assign(globalThis, hidden));
  const stream = openInNode(await startRefusing(204), { ...missing, transport: ['websocket', 'sse', 'long-polling'], after: 'abc-1' });
  await stream.hello();
  // Neither is final, because the stream goes on with another transport.
  expect(stream.of<StreamError>('error').map(({ message, final }) => [message, final])).toEqual([
    ['There is no WebSocket here: pass one as an option.', false],
    ['There is no EventSource here: pass one as an option.', false],
  ]);
  expect(stream.stream.transport).toBe('long-polling');
});

test('impossible names and options are refused at once', () => {
  const open = (options: object) => () => openInNode('http://127.0.0.1:1', options);
  expect(open({ transport: 'pigeon' })).toThrow('Expected a transport of websocket, sse, long-polling, polling; got pigeon.');
  expect(open({ transport: [] })).toThrow('Expected a transport of websocket, sse, long-polling, polling; got nothing.');
  expect(open({ events: [''] })).toThrow('Expected an event of 1 to 64 printable characters');
  expect(open({ events: ['x'.repeat(65)] })).toThrow('Expected an event of 1 to 64 printable characters');
});
