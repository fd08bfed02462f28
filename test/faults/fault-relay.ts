import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';

/** A line between clients and server that breaks on command, in the ways that networks and proxies break lines. An `index` counts the connections that are open, around and around. */
export interface FaultRelay {
  readonly port: number;
  readonly url: string;
  /** Connections at present. */
  readonly size: number;
  /** Resets the connection at `index` of those that are open. */
  cut(index: number): void;
  /** Passes the first `bytes` of what the server says next on that connection, and resets it then. */
  cutWithin(index: number, bytes: number): void;
  cutAll(): void;
  /** Answers the next `count` connections with 503. */
  refuse(count: number): void;
  /** Passes nothing on that connection any more, in either direction, and does not say so. */
  silence(index: number): void;
  /** The server loses that connection, and the client is not told. */
  halfOpen(index: number): void;
  /** Holds back what goes in either direction, and passes it all after `length` milliseconds. */
  stall(index: number, length: number): void;
  /** Takes as little from the server as a client that has stopped reading, for `length` milliseconds. */
  slow(index: number, length: number): void;
  /** No connection passes anything any more, and neither do those that are opened in the next `length` milliseconds; nobody is told. */
  blackHole(length: number): void;
  close(): Promise<void>;
}

interface Line {
  readonly client: Socket;
  readonly server: Socket;
  silent: boolean;
  /** Bytes until the cut. */
  left: number;
}

const unavailable = 'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

/** @param target port of the server on 127.0.0.1 */
export async function startFaultRelay(target: number): Promise<FaultRelay> {
  const lines = new Set<Line>();
  let refused = 0;
  let isHole = false;
  const server = createServer((client) => {
    client.on('error', () => {});
    if (refused > 0) {
      refused -= 1;
      client.once('data', () => client.end(unavailable));
    } else {
      join(client, target, lines).silent = isHole;
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = (index: number) => [...lines][index % Math.max(1, lines.size)];
  const cut = (line: Line | undefined) => line?.client.resetAndDestroy();
  const port = listeningPort(server);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    get size() {
      return lines.size;
    },
    cut: (index) => cut(at(index)),
    cutWithin(index, bytes) {
      const line = at(index);
      if (line) line.left = bytes;
    },
    cutAll() {
      for (const line of lines) cut(line);
    },
    refuse(count) {
      refused += count;
    },
    silence(index) {
      const line = at(index);
      if (line) line.silent = true;
    },
    halfOpen(index) {
      const line = at(index);
      if (!line) return;
      line.silent = true;
      line.server.removeAllListeners('close').resetAndDestroy();
    },
    stall(index, length) {
      const line = at(index);
      hold([line?.client, line?.server], length);
    },
    slow(index, length) {
      hold([at(index)?.server], length);
    },
    blackHole(length) {
      isHole = true;
      for (const line of lines) line.silent = true;
      setTimeout(() => {
        isHole = false;
      }, length).unref();
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const line of lines) cut(line);
      await closed;
    },
  };
}

/** Nobody reads from these sockets for so long: whoever writes into them is held up when the buffers of the kernel are full. */
function hold(sockets: readonly (Socket | undefined)[], length: number): void {
  for (const socket of sockets) socket?.pause();
  setTimeout(() => {
    for (const socket of sockets) socket?.resume();
  }, length).unref();
}

function join(client: Socket, target: number, lines: Set<Line>): Line {
  const line: Line = { client, server: connect(target, '127.0.0.1'), silent: false, left: Number.POSITIVE_INFINITY };
  lines.add(line);
  client.on('data', (bytes) => line.silent || line.server.write(bytes));
  line.server.on('data', (bytes: Buffer) => {
    if (line.silent) return;
    client.write(bytes.subarray(0, line.left));
    line.left -= bytes.byteLength;
    if (line.left <= 0) client.resetAndDestroy();
  });
  const end = () => {
    lines.delete(line);
    client.destroy();
    line.server.destroy();
  };
  for (const socket of [client, line.server]) socket.on('error', end).on('close', end).on('end', end);
  return line;
}
