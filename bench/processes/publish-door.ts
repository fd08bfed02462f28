import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { Server } from 'node:net';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import type { Draft } from '../../server/stream/protocol.ts';

/** @returns the port of 127.0.0.1 that the system has chosen */
export async function listenAnywhere(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return listeningPort(server);
}

/**
 * Accepts publishes as the lab does. The floor and every peer use this code, so publishing costs all of them the same. It is a separate server,
 * because the comparison must not include a peer's framework.
 * @param broadcast gets the notification's JSON, once for all readers @returns the port, and the cursor of the last notification
 */
export async function openPublishDoor(epoch: string, broadcast: (json: string) => void): Promise<{ port: number; head(): string }> {
  let seq = 0;
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const { event, data, at } = JSON.parse(Buffer.concat(chunks).toString()) as Draft;
      seq += 1;
      const id = `${epoch}-${seq}`;
      broadcast(JSON.stringify({ id, event, data, at }));
      const body = JSON.stringify({ id });
      response.writeHead(201, { 'Content-Type': 'application/json', 'Content-Length': body.length }).end(body);
    });
  };
  // Node's default of 5 s would close the publisher's connection at a low rate; the lab keeps it for 75 s.
  const port = await listenAnywhere(createServer({ keepAliveTimeout: 75_000 }, listener));
  return { port, head: () => `${epoch}-${seq}` };
}
