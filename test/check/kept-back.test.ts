import type { Writable } from 'node:stream';
import { createBrotliCompress } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { startFake } from '../support/fake-server.ts';
import { startHub } from './faulty-servers.ts';
import { foundIn, type Judged, seen } from './look.ts';

/** What never comes is waited for this long. */
const brief = { answer: 1_000, clump: 50, grace: 50, silence: 10 };

/** Begins each stream with a line, through a compressor that is never flushed where one is asked for. */
async function startUnflushed(): Promise<Judged> {
  const streams = new Set<(text: string) => void>();
  const { url } = await startHub(
    ({ headers }, response) => {
      const encoder = headers['accept-encoding'] === undefined ? undefined : createBrotliCompress();
      response.writeHead(200, {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-cache',
        ...(encoder ? { 'Content-Encoding': 'br' } : {}),
      });
      encoder?.pipe(response);
      const body: Writable = encoder ?? response;
      const write = (text: string) => void body.write(`data: ${text}\n\n`);
      write('welcome');
      streams.add(write);
      response.once('close', () => streams.delete(write));
    },
    (text) => {
      for (const write of streams) write(text);
    },
  );
  return { endpoint: `sse:${url}/events`, publish: `${url}/publish` };
}

/** Lets every page in, and sends what is published three at a time. */
async function startClumped(): Promise<Judged> {
  const streams = new Set<(text: string) => void>();
  const { url } = await startFake({
    http(request, response) {
      request.setEncoding('utf8').on('data', (text: string) => {
        for (const one of streams) one(text);
      });
      request.once('end', () => response.writeHead(202).end());
    },
    socket(socket) {
      const waiting: string[] = [];
      const one = (text: string) => {
        waiting.push(text);
        if (waiting.length === 3) for (const each of waiting.splice(0)) socket.send(each);
      };
      streams.add(one);
      socket.once('close', () => streams.delete(one));
    },
  });
  return { endpoint: `websocket:${url.replace('http', 'ws')}/`, publish: `${url}/publish` };
}

describe('What is kept back', () => {
  it('with the head by a compressor that nobody flushes is found', async () => {
    expect(await foundIn(await startUnflushed(), { ...brief, clump: brief.answer })).toContain('compression-holds');
  });

  it('from the own page says nothing of a foreign one', async () => {
    expect((await seen(await startClumped(), brief)).foreignSocket).toBeUndefined();
  });

  it('a pong that nobody gets says nothing of a foreign page', async () => {
    const sockets = new WebSocketServer({ noServer: true, autoPong: false });
    onTestFinished(() => {
      for (const socket of sockets.clients) socket.terminate();
    });
    const { url } = await startHub(
      (_request, response) => void response.writeHead(426).end(),
      () => {},
      (request, socket, head) => sockets.handleUpgrade(request, socket, head, () => {}),
    );
    expect((await seen({ endpoint: `websocket:${url.replace('http', 'ws')}/` }, brief)).foreignSocket).toBeUndefined();
  });
});
