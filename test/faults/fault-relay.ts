import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';

/** A relay between clients and server that breaks connections on command, as networks and proxies do. An `index` counts the open connections, modulo their number. */
export interface FaultRelay {
  readonly port: number;
  readonly url: string;
  /** Number of open connections. */
  readonly size: number;
  /** Resets the open connection at `index`. */
  cut(index: number): void;
  /** Passes on the next `bytes` from the server on that connection, and then resets it. */
  cutWithin(index: number, bytes: number): void;
  cutAll(): void;
  /** Answers the next `count` connections with 503. */
  refuse(count: number): void;
  /** Passes nothing on that connection any more, in either direction, without closing it. */
  silence(index: number): void;
  /** Closes the server's side of that connection, and not the client's. */
  halfOpen(index: number): void;
  /** Holds back the bytes of both directions for `length` milliseconds, and then passes them on. */
  stall(index: number, length: number): void;
  /** Stops reading from the server for `length` milliseconds, like a client that has stopped reading. */
  slow(index: number, length: number): void;
  /** Passes nothing on any open connection any more, and on those that open in the next `length` milliseconds, without closing them. */
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

/** Stops reading from these sockets for some time, so that their peers must wait when the buffers of the kernel are full. */
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
