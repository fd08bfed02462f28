import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';

/** A relay between client and server whose connections a test can break. */
export interface Relay {
  readonly url: string;
  /** Port that new connections go to. */
  target: number;
  /** How it refuses new connections instead of passing them on. */
  refuse: 'nothing' | 'reset' | '503';
  /** Lets WebSocket handshakes through and then passes no frame, as some proxies do. */
  swallowFrames: boolean;
  /** Passes no more data, and closes nothing. */
  blackHole: boolean;
  /** Breaks the next connection that carries this text from the server, directly before the text. */
  cutBefore: string | undefined;
  /** The number of open connections. */
  readonly connections: number;
  /** Resets every connection. */
  cut(): void;
  close(): void;
}

const unavailable = 'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

const wait = Buffer.from('retry: ');

/** An EventSource waits one to three seconds before it reconnects, as the server asks. Tests need not wait: the number is replaced by one with as many digits, 50 ms. */
function hasten(bytes: Buffer): Buffer {
  const at = bytes.indexOf(wait);
  if (at >= 0 && /^\d{4}\n/.test(bytes.toString('latin1', at + wait.length, at + wait.length + 5))) bytes.write('0050', at + wait.length);
  return bytes;
}

/** Starts a relay that is closed when the test is over. */
export async function startRelay(target: number): Promise<Relay> {
  const relay = await openRelay(target);
  onTestFinished(() => relay.close());
  return relay;
}

/** Starts a relay for more than one test; the caller closes it. */
export async function openRelay(target: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket, onGone: () => void) => {
    sockets.add(socket);
    socket.on('error', onGone);
    socket.on('close', () => {
      sockets.delete(socket);
      onGone();
    });
  };
  const server = createServer((client) => {
    keep(client, () => client.destroy());
    if (relay.refuse === 'reset') client.resetAndDestroy();
    else if (relay.refuse === '503') client.once('data', () => client.end(unavailable));
    else join(client);
  });
  const join = (client: Socket) => {
    const upstream = connect(relay.target, '127.0.0.1');
    client.on('close', () => relay.blackHole || upstream.destroy());
    keep(upstream, () => relay.blackHole || client.destroy());
    client.on('data', (bytes) => relay.blackHole || upstream.write(bytes));
    client.on('end', () => relay.blackHole || upstream.end());
    upstream.on('end', () => relay.blackHole || client.end());
    let upgraded = false;
    upstream.on('data', (bytes: Buffer) => {
      if (upgraded || relay.blackHole) return;
      const marker = relay.cutBefore === undefined ? -1 : bytes.indexOf(relay.cutBefore);
      if (marker >= 0) {
        relay.cutBefore = undefined;
        client.write(bytes.subarray(0, marker), () => client.resetAndDestroy());
        return;
      }
      upgraded = relay.swallowFrames && bytes.toString('latin1').startsWith('HTTP/1.1 101');
      // The handshake passes, but not what follows it in the same packet.
      client.write(upgraded ? bytes.subarray(0, bytes.indexOf('\r\n\r\n') + 4) : hasten(bytes));
    });
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const relay: Relay = {
    url: `http://127.0.0.1:${listeningPort(server)}`,
    target,
    refuse: 'nothing',
    swallowFrames: false,
    blackHole: false,
    cutBefore: undefined,
    get connections() {
      return Math.ceil(sockets.size / 2);
    },
    cut() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
  return relay;
}
