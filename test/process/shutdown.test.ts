import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { closed } from '../support/closed.ts';
import { type ServerProcess, startServer, temporaryFolder } from '../support/lab-process.ts';
import { startTestLab } from '../support/start-lab.ts';

/** Milliseconds, for a busy machine: less than the 55 s for which a poll is held, so that a shutdown that waits for the poll fails. */
const deadline = 30_000;
const clean = { code: 0, signal: null };

/** Resolves once the server has read what was sent before: it reads the bytes of a connection no later than those of a later request. */
async function settled(url: string): Promise<void> {
  for (let round = 0; round < 3; round += 1) await (await fetch(`${url}/healthz`)).text();
}

/** Resolves when the connection has ended in any way: if the server had unread bytes, it ends with a reset, for which `once` would throw. */
function gone(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('error', () => {}).once('close', () => resolve()));
}

/** A connection that sends `request`, if given, and then nothing more. */
async function openRaw(port: number, request = ''): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.on('error', () => {});
  socket.write(request);
  return socket;
}

const handshake = [
  'GET /stream/websocket HTTP/1.1',
  'Host: localhost',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n');

/** A WebSocket that does not answer, not even a Close frame. */
async function openMuteWebSocket(server: ServerProcess & { readonly port: number }): Promise<void> {
  const socket = await openRaw(server.port, handshake);
  await once(socket, 'data');
  socket.on('data', () => {});
}

/** @returns the whole body, once it has ended properly */
async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return text;
}

const cases = (['SIGTERM', 'SIGINT', 'SIGHUP'] as const).flatMap((signal) => [
  { signal, args: [] },
  { signal, args: ['--no-weather'] },
]);

describe.each(cases)('$signal ends the server politely, with $args:', ({ signal, args: flags }) => {
  test('polls are answered, streams end, WebSockets are closed with 1001, idle connections are closed, and the exit code is 0.', async () => {
    const server = await startServer(flags);
    const url = await server.url();
    await fetch(`${url}/publish`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"event":"a","data":1}' });
    const { cursor } = (await (await fetch(`${url}/stream/polling`)).json()) as { cursor: string };

    const atHead = fetch(`${url}/stream/long-polling?after=${cursor}&hold=55`);
    const fromNow = fetch(`${url}/stream/long-polling?after=now&hold=55`);
    const [stream] = (await once(get(`${url}/stream/sse?after=earliest`), 'response')) as [IncomingMessage];
    const streamed = textOf(stream);
    const fetched = fetch(`${url}/stream/sse?after=earliest`).then((response) => response.text());
    const websocket = new WebSocket(`${url.replace('http', 'ws')}/stream/websocket`);
    const goodbye = closed(websocket);
    await once(websocket, 'open');
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const [idle] = (await once(get(`${url}/healthz`, { agent }), 'response')) as [IncomingMessage];
    const idleGone = gone(idle.socket);
    await textOf(idle);
    const silentGone = gone((await openRaw(server.port)).resume());
    await settled(url);

    server.child.kill(signal);
    expect(await server.ends(deadline)).toEqual(clean);
    expect(server.stderr).toBe(`${signal}: saying goodbye to 5 readers.\n`);

    expect((await atHead).status).toBe(204);
    const answer = await fromNow;
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ cursor, notifications: [] });
    for (const text of [await streamed, await fetched]) expect(text).toMatch(/"event":"a","data":1,"at":[\d.]+\}\n\n$/);
    const [code, reason] = await goodbye;
    expect({ code, reason: String(reason) }).toEqual({ code: 1001, reason: 'going away' });
    await Promise.all([idleGone, silentGone]);
  });

  test('also while the ticker publishes, sources are read and one source is unreachable.', async () => {
    const folder = temporaryFolder();
    appendFileSync(join(folder, 'recorded.ndjson'), '{"event":"recorded","data":1}\n');
    const upstream = await startTestLab({ ticker: 0.01 });
    const feeds = [`sse:${upstream.url}/stream/sse`, 'sse:http://127.0.0.1:1/'];
    const args = [...flags, '--ticker', '0.01', ...['-', 'recorded.ndjson', ...feeds].flatMap((source) => ['--source', source])];
    const server = await startServer(args, { folder });
    await server.says('source recorded.ndjson: ended after 1 lines, 1 published.');
    await server.says('source http://127.0.0.1:1/: ');
    server.child.stdin?.write('"standard input stays open"\n');
    server.child.kill(signal);
    expect(await server.ends(deadline)).toEqual(clean);
  });
});

describe('Unresponsive peers do not delay a shutdown:', () => {
  test('a WebSocket that does not answer its Close frame, a stream that is not read, half a request and a client that polls again.', async () => {
    const server = await startServer();
    const url = await server.url();
    await openMuteWebSocket(server);
    const unread = await openRaw(server.port, 'GET /stream/sse?after=earliest HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(unread, 'readable');
    await openRaw(server.port, 'POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{');
    const body = JSON.stringify(Array.from({ length: 15 }, () => ({ event: 'large', data: 'x'.repeat(60_000) })));
    for (let round = 0; round < 12; round += 1) {
      const { status } = await fetch(`${url}/publish`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
      expect(status).toBe(201);
    }
    const comesBack = async () => {
      for (;;) await (await fetch(`${url}/stream/long-polling?after=now&hold=55`)).text();
    };
    const poller = comesBack().catch((error: Error) => error.message);
    await settled(url);
    server.child.kill('SIGTERM');
    expect(await server.ends(deadline)).toEqual(clean);
    expect(await poller).toMatch(/./);
  });

  test('a second SIGINT ends the server at once, with the exit code of an interrupted program.', async () => {
    const server = await startServer();
    await openMuteWebSocket(server);
    server.child.kill('SIGINT');
    await server.says('SIGINT: saying goodbye to 1 readers.');
    server.child.kill('SIGINT');
    expect(await server.ends(deadline)).toEqual({ code: 130, signal: null });
  });
});
