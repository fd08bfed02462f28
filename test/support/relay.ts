import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A line between client and server that a test can break. */
export interface Relay {
  readonly url: string;
  /** Port that new connections go to. */
  target: number;
  /** Takes no new connection while true: each is ended at once. */
  down: boolean;
  /** Lets WebSocket handshakes through and then passes no frame, as some proxies do. */
  swallowFrames: boolean;
  /** Connections at present. */
  readonly connections: number;
  /** Breaks every line without a goodbye. */
  cut(): void;
}

export async function startRelay(target: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    if (relay.down) {
      client.destroy();
      return;
    }
    const upstream = connect(relay.target, '127.0.0.1');
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    client.pipe(upstream);
    let upgraded = false;
    upstream.on('data', (bytes: Buffer) => {
      if (upgraded) return;
      upgraded = relay.swallowFrames && bytes.toString('latin1').startsWith('HTTP/1.1 101');
      // The handshake passes, what follows it in the same packet does not.
      client.write(upgraded ? bytes.subarray(0, bytes.indexOf('\r\n\r\n') + 4) : bytes);
    });
    upstream.on('end', () => client.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const relay = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target,
    down: false,
    swallowFrames: false,
    get connections() {
      return sockets.size / 2;
    },
    cut() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
  };
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return relay;
}
