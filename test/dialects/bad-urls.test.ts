import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../bench/dialects/foreign.ts';
import { probe } from '../../bench/dialects/probe.ts';
import { freePort } from '../../bench/processes/free-port.ts';
import type { TransportName } from '../../server/stream/protocol.ts';
import { startFake } from '../support/fake-server.ts';
import { eventStream, head, serverThat, socketsThat, taken } from '../support/foreign-server.ts';

/** The error of the probe for a URL. @param wait milliseconds to wait for what never comes */
async function said(port: number, transport: TransportName, { dialect = 'plain', publishPort = port, path = '/stream', wait = 20_000 } = {}) {
  const endpoint: Endpoint = { target: { host: '127.0.0.1', port }, spoken: { dialect, path } };
  const template = { method: 'POST', path: '/publish', fields: [], body: '{{mark}}' };
  const outcome = probe(transport, endpoint, { target: { host: '127.0.0.1', port: publishPort }, template }, wait);
  return outcome.then(
    (sentences) => sentences.join(' '),
    (error: Error) => error.message.replaceAll(String(port), 'PORT'),
  );
}

const publishPort = () => serverThat(taken);

describe('A URL that', () => {
  it.each<[what: string, transport: TransportName, answer: RequestListener, expected: string]>([
    [
      'redirects',
      'sse',
      head(302, { Location: '/elsewhere' }),
      'Expected 200 from URL; got 302, a redirect to /elsewhere. Give the URL that it leads to.',
    ],
    [
      'answers with an HTML page',
      'sse',
      head(200, { 'Content-Type': 'text/html; charset=utf-8' }, '<p>'),
      'Expected text/event-stream from URL; got text/html; charset=utf-8. This is the address of a page: give that of the stream.',
    ],
    [
      'answers polls with an HTML page',
      'polling',
      head(200, { 'Content-Type': 'text/html' }, '<p>'),
      'Expected notifications from URL; got text/html. This is the address of a page: give that of the stream.',
    ],
    ['requires a token', 'polling', head(401), "Expected 200 or 204 or 304 from URL; got 401. Say who asks: -H 'Authorization: Bearer …'."],
    ['forbids', 'long-polling', head(403), "Expected 200 or 204 or 304 from URL; got 403. Say who asks: -H 'Authorization: Bearer …'."],
    ['answers 404', 'sse', head(404), 'Expected 200 from URL; got 404. Look at the path of the URL, and at the transport that it is given to.'],
    [
      'speaks another transport',
      'polling',
      (_request, response) => void response.writeHead(200, eventStream).flushHeaders(),
      'Expected an answer that ends from URL; got an event stream. Give this URL to --sse.',
    ],
    ['speaks WebSocket', 'sse', head(426), 'Expected 200 from URL; got 426. This URL speaks WebSocket: give it to --websocket.'],
    [
      'compresses',
      'sse',
      head(200, { ...eventStream, 'Content-Encoding': 'gzip' }),
      'Expected URL not to compress what nobody asked it to; got Content-Encoding: gzip. Turn it off for this URL.',
    ],
  ])('%s (%s)', async (_, transport, answer, expected) => {
    const port = await serverThat(answer);
    expect(await said(port, transport)).toBe(expected.replace('URL', 'http://127.0.0.1:PORT/stream'));
  });

  it('does not upgrade', async () => {
    const port = await socketsThat((socket) => socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')));
    expect(await said(port, 'websocket', { publishPort: await publishPort() })).toBe(
      'Expected 101 from http://127.0.0.1:PORT/stream; got 200. This URL answers plain HTTP, and does not upgrade.',
    );
  });

  it('speaks HTTP/1.0', async () => {
    const port = await socketsThat((socket) => socket.once('data', () => socket.write('HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n')));
    expect(await said(port, 'polling', { publishPort: await publishPort() })).toBe(
      'Expected an answer with a length from http://127.0.0.1:PORT/stream; got HTTP/1.0 without one. A connection that stays needs HTTP/1.1 and Content-Length or chunks.',
    );
  });

  it('never answers', async () => {
    const port = await socketsThat(() => {});
    expect(await said(port, 'sse', { publishPort: await publishPort(), wait: 200 })).toBe(
      'Expected http://127.0.0.1:PORT/stream to answer within 0.2 s; nothing came. Look whether the server or a proxy before it holds its answer back, and at --dialect.',
    );
  });

  it('closes at once', async () => {
    const port = await socketsThat((socket) => void socket.end());
    expect(await said(port, 'websocket', { publishPort: await publishPort() })).toMatch(
      /^Expected http:\/\/127\.0\.0\.1:PORT\/stream to keep the connection; it closed \d+ without an answer\. Is this the address of a stream\?$/,
    );
  });

  it('sends a message that does not end', async () => {
    const port = await serverThat((_request, response) => {
      response.writeHead(200, eventStream);
      const line = Buffer.alloc(2 ** 20, 'x');
      const more = () => {
        while (!response.destroyed && response.write(line));
      };
      response.on('drain', more);
      more();
    });
    expect(await said(port, 'sse')).toBe('Expected events below 1 MiB; got one that does not end.');
  });

  it('has no listening server', async () => {
    const port = await freePort();
    const nobody = 'Expected a server for --publish at 127.0.0.1:PORT; got connect ECONNREFUSED 127.0.0.1:PORT. Start it, or mend the URL.';
    expect(await said(port, 'sse')).toBe(nobody);
    expect(await said(port, 'sse', { publishPort: await publishPort() })).toBe(
      'Expected a server for --sse at 127.0.0.1:PORT; got ECONNREFUSED. Start it, or mend the URL.',
    );
  });

  it('never sends what is published', async () => {
    const port = await serverThat((_request, response) => {
      response.writeHead(200, eventStream);
      response.write('data: {"news":1}\n\n');
    });
    expect(await said(port, 'sse', { wait: 300 })).toMatch(
      /^Expected the mark that was published to come back from \S+ within 0\.3 s; 1 messages came without one, the last of them "data: \{\\"news\\":1\}"\. Look whether --publish reaches/,
    );
  });

  it('accepts no publishes', async () => {
    const { url } = await startFake({
      http: (request, response) => (request.url === '/publish' ? head(422, {}, 'no text') : head(200, eventStream))(request, response),
    });
    const port = Number(new URL(url).port);
    // This stream ends at once, which is enough for a refusal.
    expect(await said(port, 'polling')).toMatch(/^Expected an answer that ends/);
    const stays = await serverThat((_request, response) => void response.writeHead(200, eventStream).flushHeaders());
    expect(await said(stays, 'sse', { publishPort: port })).toMatch(
      /^Expected POST http:\/\/127\.0\.0\.1:\d+\/publish to publish; got: Expected 2xx from \/publish; got 422 no text Look at --publish, --body and -H\.$/,
    );
  });
});
