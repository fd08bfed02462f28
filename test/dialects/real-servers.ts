import { execFile } from 'node:child_process';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createChannel, createSession } from 'better-sse';
import { Server } from 'socket.io';
import { onTestFinished } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { Endpoint, Publishing } from '../../bench/dialects/foreign.ts';
import { startNchan } from '../../bench/peers/nchan.ts';
import { listenAnywhere } from '../../bench/processes/publish-door.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { ForeignProgram } from '../support/foreign-program.ts';
import { programFile } from '../support/programs.ts';
import { startTestLab } from '../support/start-lab.ts';

/** A server that runs for one test. */
export interface Started {
  readonly port: number;
  /** The URL and the body of a publish. */
  readonly publishing: Publishing;
}

/** A foreign server, and how the bench reads from it. */
export interface RealServer {
  readonly name: string;
  readonly transport: TransportName;
  readonly spoken: Endpoint['spoken'];
  /** A client that reconnects gets what it has missed. */
  readonly resumes: boolean;
  start(): Promise<Started>;
}

/** The mark twice, in quotation marks that JSON escapes once more. */
const body = '{"text":"say \\"{{mark}}\\"","html":"<b>{{mark}}</b>"}';

const publishingTo = (port: number, text = body): Publishing => ({
  target: { host: '127.0.0.1', port },
  template: { method: 'POST', path: '/publish', fields: [['Content-Type', 'application/json']], body: text },
});

/** A server in this process. @param broadcast gets each posted text */
async function started(server: ReturnType<typeof createServer>, broadcast: (text: string) => void, other?: RequestListener): Promise<Started> {
  server.on('request', (request, response) => {
    if (request.url !== '/publish') {
      other?.(request, response);
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      broadcast(Buffer.concat(chunks).toString());
      response.writeHead(202).end();
    });
  });
  const port = await listenAnywhere(server);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port, publishing: publishingTo(port) };
}

/** Server-Sent Events as in a tutorial, with ids and a memory. Lines end with CR LF, which the standard allows. */
function startPlainSse(): Promise<Started> {
  const past: string[] = [];
  const streams = new Set<ServerResponse>();
  const eventOf = (text: string, id: number) => `id: ${id}\r\ndata: ${text}\r\n\r\n`;
  const follow: RequestListener = (request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
    response.flushHeaders();
    const last = Number(request.headers['last-event-id'] ?? past.length);
    for (const [index, text] of past.slice(last).entries()) response.write(eventOf(text, last + index + 1));
    streams.add(response);
    response.once('close', () => streams.delete(response));
  };
  const broadcast = (text: string) => {
    past.push(text);
    for (const stream of streams) stream.write(eventOf(text, past.length));
  };
  return started(createServer(), broadcast, follow);
}

/** The same answer for all clients, and a 304 while it is unchanged: each poll gets only the newest. */
function startPlainPolling(): Promise<Started> {
  const past: string[] = [];
  return started(
    createServer(),
    (text) => past.push(text),
    (request, response) => {
      const tag = `"${past.length}"`;
      if (request.headers['if-none-match'] === tag) response.writeHead(304, { ETag: tag }).end();
      else response.writeHead(200, { ETag: tag, 'Content-Type': 'application/json' }).end(JSON.stringify(past));
    },
  );
}

function startWs(): Promise<Started> {
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  const broadcast = (text: string) => {
    for (const client of server.clients) if (client.readyState === WebSocket.OPEN) client.send(JSON.stringify({ text }));
  };
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
  });
  return started(http, broadcast);
}

async function startSocketIo(): Promise<Started> {
  const http = createServer();
  const io = new Server({ serveClient: false, connectionStateRecovery: {}, pingInterval: 300 });
  const running = await started(http, (text) => io.emit('notification', { text }));
  io.attach(http);
  onTestFinished(() => void io.close());
  return running;
}

function startBetterSse(): Promise<Started> {
  const channel = createChannel();
  return started(
    createServer(),
    (text) => channel.broadcast({ text }),
    async (request, response) => channel.register(await createSession(request, response)),
  );
}

async function startGorilla(): Promise<Started> {
  const file = join(tmpdir(), `transport-lab-gorilla-hub-${process.pid}`);
  const source = fileURLToPath(new URL('./gorilla-hub.go', import.meta.url));
  const env = { ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOCACHE: join(tmpdir(), 'transport-lab-go-cache'), GOFLAGS: '' };
  await promisify(execFile)(programFile('go'), ['build', '-o', file, source], { env });
  const hub = new ForeignProgram(file, ['127.0.0.1:0']);
  await hub.says('\n');
  const port = Number(/:(\d+)\n/.exec(hub.said)?.[1]);
  return { port, publishing: publishingTo(port) };
}

async function startNginx(): Promise<Started> {
  const { target, stop } = await startNchan();
  onTestFinished(() => stop());
  return { port: target.port, publishing: publishingTo(target.port) };
}

async function startLab(): Promise<Started> {
  const lab = await startTestLab();
  return { port: lab.port, publishing: publishingTo(lab.port, '{"event":"bench","data":["{{mark}}",{"again":"{{mark}}"}]}') };
}

const nchan = (transport: TransportName): RealServer => ({
  name: `nchan ${transport}`,
  transport,
  spoken: { dialect: 'nchan', path: `/${transport}` },
  resumes: true,
  start: startNginx,
});

const lab = (transport: TransportName): RealServer => ({
  name: `lab ${transport}`,
  transport,
  spoken: { dialect: 'lab', path: `/stream/${transport}` },
  resumes: true,
  start: startLab,
});

export const nodeServers: readonly RealServer[] = [
  { name: 'plain SSE', transport: 'sse', spoken: { dialect: 'plain', path: '/events' }, resumes: true, start: startPlainSse },
  { name: 'ws', transport: 'websocket', spoken: { dialect: 'plain', path: '/' }, resumes: false, start: startWs },
  { name: 'better-sse', transport: 'sse', spoken: { dialect: 'plain', path: '/' }, resumes: false, start: startBetterSse },
  { name: 'Socket.IO', transport: 'websocket', spoken: { dialect: 'socket.io', path: '/socket.io/' }, resumes: true, start: startSocketIo },
  ...transportNames.map(lab),
];

/** nginx with its module: `nginx`, `nchan`. */
export const nchanServers: readonly RealServer[] = transportNames.map(nchan);

/** Go and gorilla/websocket. */
export const gorillaHub: RealServer = {
  name: 'Go hub on gorilla/websocket',
  transport: 'websocket',
  spoken: { dialect: 'plain', path: '/websocket' },
  resumes: false,
  start: startGorilla,
};

/** Repeats its last answer until the client requests something newer. */
export const repeatingServer: RealServer = {
  name: 'conditional polling',
  transport: 'polling',
  spoken: { dialect: 'plain', path: '/all' },
  resumes: false,
  start: startPlainPolling,
};
