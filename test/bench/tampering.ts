import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Target } from '../../bench/arms/index.ts';
import type { Path } from '../../bench/stage/bench.ts';

/** How a relay changes the bytes of one connection and direction. */
export type Tamper = (bytes: Buffer) => Buffer | Promise<Buffer>;

const honest: Tamper = (bytes) => bytes;

/** A path through a relay that tampers with the bytes. Each connection has its own tampering. */
export const through =
  (make: (connection: number) => { up?: Tamper; down?: Tamper }) =>
  async (target: Target): Promise<Path> => {
    const sockets = new Set<Socket>();
    let connections = 0;
    const server = createServer({ noDelay: true }, (client) => {
      const upstream = connect({ ...target, noDelay: true });
      connections += 1;
      const { up = honest, down = honest } = make(connections);
      for (const [from, to, tamper] of [
        [client, upstream, up],
        [upstream, client, down],
      ] as const) {
        sockets.add(from);
        let turn: Promise<unknown> = Promise.resolve();
        from.on('data', (data) => {
          turn = turn.then(async () => to.write(await tamper(data)));
        });
        from.on('error', () => {});
        from.once('close', () => to.destroy());
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const close = async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    };
    onTestFinished(close);
    return { target: { host: '127.0.0.1', port: (server.address() as AddressInfo).port }, close };
  };

/** Changes every event of a stream that contains a notification. A chunk may contain several events, each ending with an empty line; the rest of them is written as a chunk again. */
export const onEvents =
  (change: (event: string, seq: number) => string): Tamper =>
  (data) => {
    const changed = (event: string) => {
      const [, seq] = /^id: \w+-(\d+)\n/.exec(event) ?? [];
      return seq === undefined ? event : change(event, Number(seq));
    };
    // No event of the lab contains a carriage return.
    const text = data.toString('latin1').replace(/(?<=^|\r\n)[0-9a-f]+\r\n([^\r]+)\r\n/g, (_chunk, content: string) => {
      const left = content
        .split(/(?<=\n\n)/)
        .map(changed)
        .join('');
      return left === '' ? '' : `${left.length.toString(16)}\r\n${left}\r\n`;
    });
    return Buffer.from(text, 'latin1');
  };

/** Number of the notifications in the warm-up, and one more. */
export const warmUp = 250;
