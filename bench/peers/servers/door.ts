import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import type { Draft } from '../../../server/stream/protocol.ts';

/** What every Node peer is published to by: the same few lines, so that publishing costs all of them the same. */
const epoch = 'peer00';

/**
 * @param broadcast is given the notification's JSON, once for all readers
 * @returns a listener for `POST /publish`
 */
function publishDoor(broadcast: (json: string) => void): RequestListener {
  let seq = 0;
  return (request, response) => {
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
}

export async function listenAnywhere(server: Server): Promise<number> {
  server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Publishing has a server of its own: what the peer's framework does with requests is not what is compared. */
export const openDoor = (broadcast: (json: string) => void): Promise<number> =>
  listenAnywhere(createServer({ keepAliveTimeout: 75_000 }, publishDoor(broadcast)));
