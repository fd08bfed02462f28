import { createServer, type ServerResponse } from 'node:http';
import { createChannel, createSession } from 'better-sse';
import { Server } from 'socket.io';
import { describe, expect, it, onTestFinished } from 'vitest';
import { transportNames } from '../../server/stream/protocol.ts';
import { gorillaHub, nchanServers, nodeServers, type RealServer } from '../dialects/real-servers.ts';
import { listening } from '../support/listening.ts';
import { providePrograms } from '../support/programs.ts';
import { startTestLab } from '../support/start-lab.ts';
import { startExpressBehindNginx } from './express-behind-nginx.ts';
import { brief, foundIn, type Judged } from './look.ts';
import { asTheyCome, expressBehindNginx } from './real-findings.ts';

describe('Nothing is found on', () => {
  it.each(transportNames)('the lab (%s)', async (transport) => {
    const { port } = await startTestLab({ heartbeat: 0.5 });
    const at = `http://127.0.0.1:${port}`;
    const endpoint = `${transport}:${at}/stream/${transport}${transport === 'long-polling' ? '?hold=1' : ''}`;
    expect(
      await foundIn({ endpoint, dialect: 'lab', publish: `${at}/publish`, body: '{"event":"check","data":"{{mark}}"}' }, { isHostile: true }),
    ).toEqual([]);
  });

  it('better-sse with a memory', async () => {
    const past: { readonly id: number; readonly text: string }[] = [];
    const channel = createChannel();
    const { url } = await listening(
      createServer((request, response) => {
        if (request.url === '/publish')
          return posted(request, response, (text) => channel.broadcast(text, 'news', { eventId: String(past.push({ id: past.length + 1, text })) }));
        void createSession(request, response, { keepAlive: 20 }).then((session) => {
          const last = Number(request.headers['last-event-id'] ?? past.length);
          for (const { id, text } of past.slice(last)) session.push(text, 'news', String(id));
          channel.register(session);
        });
      }),
    );
    expect(await foundIn({ endpoint: `sse:${url}/events`, publish: `${url}/publish` })).toEqual([]);
  });

  it('Socket.IO with recovery and a check of Origin', async () => {
    const http = createServer();
    const io = new Server({
      serveClient: false,
      connectionStateRecovery: {},
      pingInterval: 50,
      allowRequest: ({ headers: { origin, host } }, callback) => callback(null, origin === `http://${host}`),
    });
    http.on('request', (request, response) => {
      if (request.url === '/publish') posted(request, response, (text) => io.emit('notification', { text }));
    });
    io.attach(http);
    onTestFinished(() => void io.close());
    const { url } = await listening(http);
    expect(await foundIn({ endpoint: `websocket:${url}/socket.io/`, publish: `${url}/publish`, dialect: 'socket.io' })).toEqual([]);
  });
});

/** Reads a publish. */
function posted(request: NodeJS.ReadableStream, response: ServerResponse, take: (text: string) => void): void {
  let text = '';
  request.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  request.once('end', () => {
    take(text);
    response.writeHead(202).end();
  });
}

const withNchan = await providePrograms('nginx', 'nchan');
const withNginx = await providePrograms('nginx');
const withGo = await providePrograms('go', 'gorilla');
const servers: readonly RealServer[] = [...nodeServers, ...(withNchan ? nchanServers : []), ...(withGo ? [gorillaHub] : [])];

const started = asTheyCome.flatMap((row) => servers.filter(({ name }) => name === row.server).map((running) => ({ ...row, running })));

describe('With default settings, the expected findings are found on', () => {
  it.each(started)('$server', async ({ running: { spoken, transport, start }, findings }) => {
    const { port } = await start();
    const at = `http://127.0.0.1:${port}`;
    const judged: Judged = { endpoint: `${transport}:${at}${spoken.path}`, dialect: spoken.dialect, publish: `${at}/publish` };
    // A server that sends heartbeats had no time to send one: a short silence replaces the minute only for servers that send none.
    const isSilent = findings.includes('no-heartbeat') || findings.includes('held-too-long');
    expect(await foundIn(judged, { grace: 3_000, silence: brief.silence }, isSilent ? brief.idle : undefined)).toEqual(findings);
  });

  it.skipIf(!withNginx)(expressBehindNginx.server, async () => {
    const url = await startExpressBehindNginx();
    const times = { answer: 5_000, clump: 500, grace: 500, silence: brief.silence };
    expect(await foundIn({ endpoint: `sse:${url}/events`, publish: `${url}/publish` }, times, brief.idle)).toEqual(expressBehindNginx.findings);
  });
});
