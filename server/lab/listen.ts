import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createTcpServer, Server } from 'node:net';
import { promisify } from 'node:util';
import { command } from './places.ts';
import { codeOf } from './processes/failure.ts';
import { listeningPort } from './processes/listening-port.ts';

/** A listening server. */
export interface Listening {
  /** The port that was asked for, or a free one. */
  readonly port: number;
  /** Accepts no more connections and keeps the open ones; resolves when the last one has gone. */
  close(): Promise<void>;
}

/** The address is in use or not allowed. The message says by whom, and what to do. */
export class ListenError extends Error {}

/**
 * @param host `localhost` listens on 127.0.0.1 and ::1, because browsers try either
 * @param port 0 takes a free one
 * @throws ListenError
 */
export async function listen(server: Server, host: string, port: number): Promise<Listening> {
  if (host !== 'localhost') return listenOn(server, host, port);
  const main = await listenOn(server, '127.0.0.1', port);
  // One server listens on one address only, so the other's connections are handed over.
  const twin = createTcpServer((socket) => server.emit('connection', socket));
  try {
    const other = await listenOn(twin, '::1', main.port);
    twin.on('error', (error) => server.emit('error', error));
    return { port: main.port, close: async () => void (await Promise.all([main.close(), other.close()])) };
  } catch (error) {
    if (error instanceof NoSuchAddress) return main;
    await main.close();
    if (port === 0) return listen(server, host, 0);
    throw error;
  }
}

class NoSuchAddress extends ListenError {}

async function listenOn(server: Server, host: string, port: number): Promise<Listening> {
  try {
    const listening = once(server, 'listening');
    server.listen({ host, port, ipv6Only: host === '::1' });
    await listening;
  } catch (error) {
    throw await explain(error, host, port);
  }
  return {
    port: listeningPort(server),
    async close() {
      const closed = once(server, 'close');
      // Not the HTTP server's `close`, which destroys connections that it takes for idle, streams included.
      Server.prototype.close.call(server);
      await closed;
    },
  };
}

async function explain(error: unknown, host: string, port: number): Promise<unknown> {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new ListenError(
        `Port ${port} on ${host} is taken by ${await holderOf(port)}. End that program, or choose another port: ${command} --port ${port + 1} (0 takes a free one).`,
      );
    case 'EACCES':
      return new ListenError(`Port ${port} on ${host} needs more rights. Choose one from 1024 up: ${command} --port 3000.`);
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new NoSuchAddress(`${host} is no address of this machine. Use localhost, one of its own addresses, or 0.0.0.0.`);
    default:
      return error;
  }
}

/** The process that listens there, as far as `ss` (Linux) or `lsof` (macOS) can find it. */
async function holderOf(port: number): Promise<string> {
  const run = promisify(execFile);
  const attempts: [program: string, args: string[], line: RegExp][] = [
    ['ss', ['-ltnpH', `sport = :${port}`], /"([^"]+)",pid=(\d+)/g],
    ['lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN'], /^(\S+) +(\d+) /gm],
  ];
  for (const [program, args, line] of attempts) {
    const told = await run(program, args).catch(() => undefined);
    for (const [, name, id] of told?.stdout.matchAll(line) ?? []) {
      if (Number(id) !== process.pid) return `${name} (process ${id})`;
    }
  }
  return 'another program';
}
