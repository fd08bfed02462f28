import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { json, startFake } from '../support/fake-server.ts';
import { openInNode } from '../support/platform.ts';

const html = '<!DOCTYPE html><title>Log in</title>';

/** Answers of other servers in front of the stream, and how the client reports each. */
const strangers = {
  'a login page that it redirects to': [
    (target: string, response: import('node:http').ServerResponse) =>
      target === '/login'
        ? void response.writeHead(200, { 'Content-Type': 'text/html' }).end(html)
        : void response.writeHead(302, { Location: '/login' }).end(),
    /; got text\/html, redirected to http:\/\/127\.0\.0\.1:\d+\/login, <!DOCTYPE html><title>Log in<\/title>\. Another server answers there\.$/,
  ],
  'JSON of its own': [
    (_target: string, response: import('node:http').ServerResponse) => json(response, { error: 'unauthorized' }),
    /; got application\/json, {"error":"unauthorized"}\./,
  ],
  'JSON null': [(_target: string, response: import('node:http').ServerResponse) => json(response, 'null'), /; got application\/json, null\./],
  nothing: [(_target: string, response: import('node:http').ServerResponse) => void response.end(), /; got nothing\./],
} as const;

for (const transport of transportNames) {
  test.each(Object.entries(strangers))(`${transport} that gets %s reports it with its URL, and tries again`, async (_name, [answer, words]) => {
    const server = await startFake({ http: (request, response) => answer(request.url ?? '', response) });
    const stream = openInNode(server.url, { transport, after: 'abc-1', retry: { first: 1, longest: 4 } });
    await stream.until('three errors', () => stream.of('error').length >= 3);
    for (const { message } of stream.of<{ message: string }>('error')) {
      expect(message).toContain(`Expected this stream's JSON from ${server.url}/stream/polling`);
      expect(message).toMatch(words);
    }
    expect(stream.stream.state).toBe('reconnecting');
    expect(stream.gaps).toEqual([]);
  });
}

test.each([401, 403])('%i ends a stream over every transport, and is reported first', async (status) => {
  for (const transport of [...transportNames, undefined]) {
    const server = await startFake({ http: (_request, response) => void response.writeHead(status, { 'Content-Type': 'text/html' }).end(html) });
    const stream = openInNode(server.url, transport ? { transport } : {});
    await stream.state('closed');
    expect(stream.of('error').at(-1), transport).toMatchObject({ message: `the server answered ${status}`, status, final: true });
    expect(stream.records.at(-1), transport).toMatchObject({ type: 'state', detail: { state: 'closed' } });
  }
});

test('a missing handshake is told apart from a missing hello', async () => {
  const server = createServer((_request, response) => json(response, { cursor: 'abc-1', notifications: [] })).listen(0, '127.0.0.1');
  const unanswered: Duplex[] = [];
  server.on('upgrade', (_request, socket) => unanswered.push(socket));
  onTestFinished(() => {
    for (const socket of unanswered) socket.destroy();
    server.close().closeAllConnections();
  });
  await once(server, 'listening');
  const stream = openInNode(`http://127.0.0.1:${listeningPort(server)}`, { transport: ['websocket', 'sse'], patience: 1_000 });
  await stream.until('an error', () => stream.of('error').length > 0);
  expect(stream.of('error')[0]).toMatchObject({ message: 'no handshake within 1 s' });
});

test('a body that stalls counts as no answer after `patience`, whatever error the platform throws', async () => {
  const server = await startFake({ http: (_request, response) => void response.writeHead(200, { 'Content-Type': 'application/json' }).write('{') });
  const asBrowsersDo = async (url: Parameters<typeof fetch>[0], init?: RequestInit) => {
    const response = await fetch(url, init);
    const text = response.text.bind(response);
    // WebKit throws this error for any abort, and so does Firefox while it reads the body.
    response.text = () => text().catch(() => Promise.reject(new DOMException('Fetch is aborted', 'AbortError')));
    return response;
  };
  for (const fetcher of [fetch, asBrowsersDo as typeof fetch, () => new Promise<Response>(() => {})]) {
    const stream = openInNode(server.url, { transport: 'polling', patience: 100, fetch: fetcher });
    await stream.until('an error', () => stream.of('error').length > 0);
    expect(stream.of<{ message: string }>('error')[0]?.message).toMatch(/^no (answer|hello) within 0\.1 s$/);
  }
});
