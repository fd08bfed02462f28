import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';

/** A relay that forwards every byte separately, so that chunks end everywhere. */
export async function dribble(target: number): Promise<number> {
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect(target, '127.0.0.1');
    for (const socket of [client, upstream]) socket.on('error', () => {});
    client.on('data', (bytes) => upstream.write(bytes));
    client.once('close', () => upstream.destroy());
    let turn = Promise.resolve();
    upstream.on('data', (bytes) => {
      turn = turn.then(async () => {
        for (const byte of bytes) {
          client.write(Buffer.from([byte]));
          await new Promise((resolve) => setImmediate(resolve));
        }
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return listeningPort(server);
}
