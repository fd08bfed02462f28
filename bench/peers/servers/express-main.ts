import { createServer } from 'node:http';
import express, { type Response } from 'express';
import { type PeerHandlers, servePeer } from './serve-peer.ts';

/** Plain Express as tutorials write it: `res.write` per reader for SSE, a held response for a long poll, `res.json` for a poll. */
const app = express();
const streams = new Set<Response>();
const held = new Set<Response>();

app.get('/stream/sse', (_request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.flushHeaders();
  streams.add(response);
  response.on('close', () => streams.delete(response));
});

// Their memory is measured while nothing is published, so nothing answers them.
app.get('/stream/long-polling', (_request, response) => {
  held.add(response);
  response.on('close', () => held.delete(response));
});

/** The lab's answer to the same request, which `/stream/polling` repeats. */
let answer: object | undefined;
app.get('/stream/polling', (request, response) => {
  response.set('Cache-Control', 'no-store');
  // Read as an application would read the client's cursor.
  if (answer && request.query.after) response.json(answer);
  else response.status(204).end();
});

const broadcast = (json: string) => {
  const { id } = JSON.parse(json) as { id: string };
  for (const stream of streams) stream.write(`id: ${id}\ndata: ${json}\n\n`);
};

const server = createServer(app);
server.keepAliveTimeout = 75_000;

const more = {
  answer(body: string): void {
    answer = body === '' ? undefined : (JSON.parse(body) as object);
  },
};

export type ExpressHandlers = PeerHandlers & typeof more;

await servePeer(server, broadcast, more);
