import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express, { type Response } from 'express';
import { onTestFinished } from 'vitest';
import { nginxIn } from '../../bench/fronts/nginx.ts';
import { freePort } from '../../bench/processes/free-port.ts';
import { listening } from '../support/listening.ts';
import { patience } from '../support/patience.ts';

/** Server-Sent Events in Express as in tutorials: the content type, and `response.write` for each event. @returns its port */
async function startExpress(): Promise<number> {
  const app = express();
  const readers = new Set<Response>();
  app.get('/events', (request, response) => {
    response.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache', Connection: 'keep-alive' });
    response.flushHeaders();
    readers.add(response);
    request.once('close', () => readers.delete(response));
  });
  app.post('/publish', express.json(), (request, response) => {
    for (const reader of readers) reader.write(`data: ${JSON.stringify(request.body)}\n\n`);
    response.sendStatus(202);
  });
  return (await listening(createServer(app))).port;
}

/** nginx in front of it with `proxy_pass` and its defaults, so that `proxy_buffering` is on. @returns its address */
export async function startExpressBehindNginx(): Promise<string> {
  const [behind, port] = [await startExpress(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), 'transport-lab-nginx-'));
  const http = `server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${behind}; } }`;
  const program = nginxIn(folder, { main: [], connections: 256, http });
  onTestFinished(async () => {
    await program.end();
    rmSync(folder, { recursive: true, force: true });
  });
  await program.listens(port, patience);
  return `http://127.0.0.1:${port}`;
}
