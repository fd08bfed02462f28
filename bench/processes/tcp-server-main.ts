import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { serve } from '../../server/lab/processes/channel.ts';
import type { Draft } from '../../server/stream/protocol.ts';
import { probeHandlers, ServerProbe } from './server-probe.ts';

/**
 * The floor: the same notifications over bare TCP, one write per connection and notification, and nothing else. It is published to as the lab is, so that both
 * pay for that alike.
 */
const epoch = 'floor00';
let seq = 0;
const readers = new Set<Socket>();

const push = createServer({ noDelay: true }, (socket) => {
  readers.add(socket);
  socket.on('error', () => {});
  socket.resume();
  socket.once('close', () => readers.delete(socket));
});

// Node's 5 s would close the publisher's connection at a low rate; the lab keeps it for 75.
const publish = createHttpServer({ keepAliveTimeout: 75_000 }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.once('end', () => {
    const { event, data, at } = JSON.parse(Buffer.concat(chunks).toString()) as Draft;
    seq += 1;
    const id = `${epoch}-${seq}`;
    const line = Buffer.from(`${JSON.stringify({ id, event, data, at })}\n`);
    for (const reader of readers) reader.write(line);
    const body = JSON.stringify({ id });
    response.writeHead(201, { 'Content-Type': 'application/json', 'Content-Length': body.length }).end(body);
  });
});

async function listen(server: typeof push): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const ports = { port: await listen(push), publishPort: await listen(publish) };
const probe = new ServerProbe();
probe.watch(push);

serve({ ...probeHandlers(probe), where: () => ({ ...ports, head: `${epoch}-${seq}` }) });
