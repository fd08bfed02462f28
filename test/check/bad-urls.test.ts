import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Times } from '../../bench/check/watch/place.ts';
import { freePort } from '../../bench/processes/free-port.ts';
import type { TransportName } from '../../server/stream/protocol.ts';
import { startFake } from '../support/fake-server.ts';
import { eventStream, head, serverThat, socketsThat } from '../support/foreign-server.ts';
import { seen } from './look.ts';

/** The error for a URL that cannot be checked. Waits for answers that never come are short. */
async function said(kind: TransportName, url: string, { publish = '', times }: { publish?: string; times?: Partial<Times> } = {}): Promise<string> {
  const judged = { endpoint: `${kind}:${url}/stream`, ...(publish && { publish }) };
  return seen(judged, times).then(
    () => 'It was checked.',
    (error: Error) => error.message.replaceAll(url, 'URL').replaceAll(url.replace('http', 'ws'), 'URL'),
  );
}

const originOf = (port: number): string => `http://127.0.0.1:${port}`;

const serverAt = async (http: RequestListener): Promise<string> => originOf(await serverThat(http));

const socketsAt = async (act: (socket: Socket) => void): Promise<string> => originOf(await socketsThat(act));

describe('A URL that', () => {
  it.each<[what: string, kind: TransportName, answer: RequestListener, expected: string]>([
    [
      'redirects',
      'sse',
      head(302, { Location: '/elsewhere' }),
      'Expected 200 from URL/stream; got 302, a redirect to /elsewhere. Give the URL that it leads to.',
    ],
    [
      'answers with an HTML page',
      'sse',
      head(200, { 'Content-Type': 'text/html' }, '<p>'),
      'Expected text/event-stream from URL/stream; got text/html. This is the address of a page: give that of the stream.',
    ],
    [
      'answers polls with an HTML page',
      'polling',
      head(200, { 'Content-Type': 'text/html' }, '<p>'),
      'Expected notifications from URL/stream; got text/html. This is the address of a page: give that of the stream.',
    ],
    ['requires a token', 'polling', head(401), "Expected 200 or 204 or 304 from URL/stream; got 401. Say who asks: -H 'Authorization: Bearer …'."],
    [
      'answers 404',
      'long-polling',
      head(404),
      'Expected 200 or 204 or 304 from URL/stream; got 404. Look at the path of the URL, and at the transport that it is given to.',
    ],
    ['speaks WebSocket', 'sse', head(426), 'Expected 200 from URL/stream; got 426. This URL speaks WebSocket: give it to websocket:.'],
    [
      'answers a poll with an event stream',
      'polling',
      (_, response) => void response.writeHead(200, eventStream).flushHeaders(),
      'Expected an answer that ends from URL/stream; got an event stream. Give this URL as sse:.',
    ],
    [
      'ends the stream at once',
      'sse',
      head(200, eventStream),
      'Expected URL/stream to stay open; it ended the stream at once. Is this the address of a stream?',
    ],
  ])('%s (%s)', async (_, kind, answer, expected) => {
    const url = await serverAt(answer);
    expect(await said(kind, url, { publish: `${url}/publish` })).toBe(expected);
  });

  it('does not upgrade', async () => {
    const url = await socketsAt((socket) => socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')));
    expect(await said('websocket', url)).toBe('Expected 101 from URL/stream; got 200. This URL answers plain HTTP, and does not upgrade.');
  });

  it('speaks HTTP/1.0', async () => {
    const url = await socketsAt((socket) => socket.once('data', () => socket.write('HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n')));
    expect(await said('sse', url)).toBe(
      'Expected HTTP/1.1 from URL/stream; got HTTP/1.0, which has neither chunks nor connections that stay. Look at the proxy in front (nginx: proxy_http_version 1.1).',
    );
  });

  it('does not speak HTTP', async () => {
    const url = await socketsAt((socket) => void socket.write('220 mail.example ESMTP\r\n'));
    expect(await said('sse', url)).toBe('Expected an answer from URL/stream; got: what is no HTTP. Is this the port of a web server?');
  });

  it('never answers', async () => {
    const url = await socketsAt(() => {});
    expect(await said('sse', url, { times: { answer: 50 } })).toBe(
      'Expected URL/stream to answer within 0.05 s; nothing came. Look whether the server hangs, or something before it holds its answer back.',
    );
  });

  it('closes at once', async () => {
    const url = await socketsAt((socket) => void socket.end());
    expect(await said('websocket', url)).toMatch(/^Expected an answer from URL\/stream; got: it closed the connection without an answer\. /);
  });

  it('sends a line of a gigabyte', async () => {
    const url = await serverAt((_request, response) => {
      response.writeHead(200, eventStream);
      const line = Buffer.alloc(2 ** 18, 'x');
      const more = () => {
        while (!response.destroyed && response.write(line));
      };
      response.on('drain', more);
      more();
    });
    expect(await said('sse', url, { publish: `${url}/publish` })).toBe(
      'Expected events below 1 MiB; got one that does not end. End each with an empty line.',
    );
  });

  it('sends a message without an end', async () => {
    const { url } = await startFake({
      http: (_request, response) => void response.writeHead(202).end(),
      socket(socket) {
        const part = Buffer.alloc(2 ** 20, 'x');
        const more = (error?: Error) => {
          if (!error) socket.send(part, { fin: false }, more);
        };
        more();
      },
    });
    expect(await said('websocket', url.replace('http', 'ws'), { publish: `${url}/publish` })).toBe(
      'Expected a stream that is quiet enough to be judged; got 64 MiB.',
    );
  });

  it('has no listening server, also for publishes', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    expect(await said('long-polling', nobody)).toMatch(/got: nobody listens there\./);
    expect(await said('sse', nobody)).toBe('Expected an answer from URL/stream; got: nobody listens there. Start it, or mend the URL.');
    const url = await serverAt((_request, response) => void response.writeHead(200, eventStream).flushHeaders());
    expect(await said('sse', url, { publish: `${nobody}/publish` })).toBe(
      `Nothing can be published. Expected an answer from ${nobody}/publish; got: nobody listens there. Start it, or mend the URL.`,
    );
  });

  it('accepts no publishes', async () => {
    const http: RequestListener = (request, response) =>
      (request.url === '/publish' ? head(422, {}, 'no text') : head(200, eventStream))(request, response);
    const { url: refusing } = await startFake({ http });
    const url = await serverAt((_request, response) => void response.writeHead(200, eventStream).flushHeaders());
    expect(await said('sse', url, { publish: `${refusing}/publish` })).toBe(
      `Expected 2xx from POST ${refusing}/publish; got 422, "no text". Look at --publish, --body and -H.`,
    );
  });

  it('sends something other than what is published', async () => {
    const url = await serverAt((_request, response) => void response.writeHead(200, eventStream).write('data: {"news":1}\n\n'));
    expect(await said('sse', url, { publish: `${url}/publish`, times: { clump: 50 } })).toMatch(
      /^Expected one of 20 marks that were published to come back over sse:URL\/stream; 1 messages came without one, the last of them "data: \{\\"news\\":1\}"\. Look whether --publish/,
    );
  });
});
