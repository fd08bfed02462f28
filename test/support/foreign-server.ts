/** Servers other than the lab, which a client may be given by mistake. */
import type { RequestListener } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { listenAnywhere } from '../../bench/processes/publish-door.ts';
import { startFake } from './fake-server.ts';

/** Accepts every publish. */
export const taken: RequestListener = (_request, response) => void response.writeHead(202).end();

export const eventStream = { 'Content-Type': 'text/event-stream' };

/** Answers each request with this answer. */
export const head =
  (status: number, fields: Record<string, string> = {}, body = ''): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, fields).end(body);

/** Starts such a server; it ends with the test. @param http answers stream requests; publishes are accepted @returns its port */
export async function serverThat(http: RequestListener): Promise<number> {
  const { url } = await startFake({ http: (request, response) => (request.url === '/publish' ? taken : http)(request, response) });
  return Number(new URL(url).port);
}

/** Starts a server that does not speak HTTP; it ends with the test. @returns its port */
export async function socketsThat(act: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    act(socket);
  });
  const port = await listenAnywhere(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return port;
}
