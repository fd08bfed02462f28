/** Small servers without a fault, or with exactly one. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { createGzip } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { listening } from '../support/listening.ts';
import type { Judged } from './look.ts';

/** Milliseconds between two heartbeats. */
const often = 20;

/** Number of events that a buffer collects. */
const bufferOf = 3;

/** A server whose log consists of what is posted to `/publish`. */
export async function startHub(
  follow: RequestListener,
  arrived: (text: string) => void,
  upgrade?: (...given: [IncomingMessage, Duplex, Buffer]) => void,
) {
  const server = createServer((request, response) => {
    if (request.url !== '/publish') return void follow(request, response);
    let text = '';
    request.setEncoding('utf8').on('data', (more: string) => {
      text += more;
    });
    request.once('end', () => {
      arrived(text);
      response.writeHead(202).end();
    });
  });
  if (upgrade) server.on('upgrade', upgrade);
  return listening(server);
}

/** Headers that let any page read an answer with the visitor's cookies. */
export const anyPage = ({ headers: { origin = '*' } }: IncomingMessage) => ({
  'Access-Control-Allow-Origin': origin,
  'Access-Control-Allow-Credentials': 'true',
});

/** Collects writes for the fault `held-back`; otherwise writes at once. */
function clumped(fault: string | undefined, write: (text: string) => void): (text: string) => void {
  const waiting: string[] = [];
  return (text) => {
    waiting.push(text);
    if (fault !== 'held-back' || waiting.length === bufferOf) for (const one of waiting.splice(0)) write(one);
  };
}

/** The numbers that follow a cursor, changed by a fault. @param after the number that the reader sends */
function missedBy(fault: string | undefined, past: readonly string[], after: number): readonly number[] {
  const first = fault === 'lost-in-a-cut' ? past.length : Math.max(0, after - (fault === 'doubled' ? 1 : 0));
  const numbers = past.map((_, index) => index + 1).slice(first);
  return fault === 'reordered' ? numbers.reverse() : numbers;
}

/** @param fault name of the finding that it should cause; `flushed` compresses, without a fault */
export async function startSse(fault?: string): Promise<Judged> {
  const past: string[] = [];
  const streams = new Set<(number: number) => void>();
  const eventOf = (number: number) =>
    `${fault === 'no-retry' ? '' : 'retry: 1500\n'}${fault === 'no-id' ? '' : `id: ${number}\n`}data: ${past[number - 1]}\n\n`;
  const follow: RequestListener = (request, response) => {
    const isResumed = request.headers['last-event-id'] !== undefined;
    const isCompressed = (fault === 'flushed' || fault === 'compression-holds') && request.headers['accept-encoding'] !== undefined;
    response.writeHead(200, {
      'Content-Type': fault === 'content-type' ? 'text/plain' : 'text/event-stream',
      ...(fault === 'cacheable' ? {} : { 'Cache-Control': 'no-cache' }),
      ...(fault === 'any-page-may-read' ? anyPage(request) : {}),
      ...(isCompressed ? { 'Content-Encoding': 'gzip' } : {}),
    });
    if (fault !== 'late-head') response.flushHeaders();
    const write = writerOf(response, isCompressed, fault === 'flushed');
    let beat: NodeJS.Timeout | undefined;
    const through = clumped(fault, (text) => {
      write(text);
      if (fault !== 'no-heartbeat' && fault !== 'cut-in-silence') beat ??= setInterval(() => write(': ping\n\n'), often);
    });
    let count = 0;
    const send = (number: number) => {
      through(eventOf(number));
      count += 1;
      if (fault === 'cut-in-silence' && isResumed && count === bufferOf) response.end();
    };
    for (const number of missedBy(fault, past, Number(request.headers['last-event-id'] ?? past.length))) send(number);
    streams.add(send);
    response.once('close', () => {
      streams.delete(send);
      clearInterval(beat);
    });
  };
  const { url } = await startHub(follow, (text) => {
    past.push(text);
    for (const send of streams) send(past.length);
  });
  return { endpoint: `sse:${url}/events`, publish: `${url}/publish` };
}

function writerOf(response: ServerResponse, isCompressed: boolean, isFlushed: boolean): (text: string) => void {
  if (!isCompressed) return (text) => void response.write(text);
  const gzip = createGzip();
  gzip.pipe(response);
  return (text) => {
    gzip.write(text);
    if (isFlushed) gzip.flush();
  };
}

/** Speaks nchan's subprotocol, in which each message contains its id. @param fault name of the finding that it should cause */
export async function startSocket(fault?: string): Promise<Judged> {
  const past: string[] = [];
  const streams = new Set<(number: number) => void>();
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: fault === 'no-message-limit' ? 0 : 2 ** 20,
    perMessageDeflate: fault === 'deflate-memory',
    autoPong: fault !== 'no-pong',
  });
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate();
  });
  const follow = (socket: WebSocket, { headers }: IncomingMessage) => {
    socket.on('error', () => {});
    const after = headers['last-event-id'];
    const through = clumped(fault, (text) => socket.send(text));
    let count = 0;
    const send = (number: number) => {
      through(`id: ${number}\n\n${past[number - 1]}`);
      count += 1;
      if (fault === 'cut-in-silence' && after !== undefined && count === bufferOf) socket.close(1001);
    };
    const beat = fault === 'no-heartbeat' || fault === 'cut-in-silence' ? undefined : setInterval(() => socket.ping(), often);
    for (const number of missedBy(fault, past, Number(after ?? past.length))) send(number);
    streams.add(send);
    socket.once('close', () => {
      streams.delete(send);
      clearInterval(beat);
    });
  };
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isOwn = request.headers.origin === `http://${request.headers.host}`;
    if (!isOwn && fault !== 'any-origin') return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (one) => follow(one, request));
    // 0x88 is the first byte of a Close frame, and of no other frame of the check.
    if (fault === 'no-close-frame') socket.prependListener('data', (chunk: Buffer) => chunk.includes(0x88) && socket.destroy());
  };
  const publish = (text: string) => {
    past.push(text);
    for (const send of streams) send(past.length);
  };
  const { url } = await startHub((_request, response) => void response.writeHead(426).end(), publish, upgrade);
  return { endpoint: `websocket:${url.replace('http', 'ws')}/`, publish: `${url}/publish`, dialect: 'nchan' };
}
