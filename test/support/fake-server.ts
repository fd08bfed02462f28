import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';

/** How a foreign or faulty server behaves. */
export interface Behaviour {
  http?(request: IncomingMessage, response: ServerResponse, url: URL): void;
  socket?(socket: WebSocket, url: URL): void;
}

export interface FakeServer {
  readonly url: string;
  /** The requests so far: path with query, and time on the clock of `performance.now()`. */
  readonly asked: { readonly target: string; readonly at: number }[];
}

/** A server of one test on its own port. */
export async function startFake({ http, socket }: Behaviour): Promise<FakeServer> {
  const asked: FakeServer['asked'] = [];
  const note = (request: IncomingMessage) => {
    asked.push({ target: request.url ?? '', at: performance.now() });
    return new URL(request.url ?? '', 'http://localhost');
  };
  const server = createServer((request, response) => {
    const url = note(request);
    if (http) http(request, response, url);
    else response.writeHead(404).end();
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, stream, head) => {
    const url = note(request);
    if (socket) sockets.handleUpgrade(request, stream, head, (one) => socket(one, url));
    else stream.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const one of sockets.clients) one.terminate();
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${listeningPort(server)}`, asked };
}

export const json = (response: ServerResponse, body: unknown): void =>
  void response.setHeader('Content-Type', 'application/json').end(typeof body === 'string' ? body : JSON.stringify(body));

/** Begins an event stream with these events, written as on the wire. */
export function events(response: ServerResponse, ...blocks: readonly string[]): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  for (const block of blocks) response.write(`${block}\n\n`);
}

export const helloEvent = (cursor: string): string => `event: hello\nid: ${cursor}\ndata: ${JSON.stringify({ cursor, heartbeat: 15_000 })}`;
