import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { mountReport } from './apparatus/report/mount.ts';
import type { LabAddress } from './apparatus/telemetry/messages.ts';
import { attach } from './attach.ts';
import type { Config } from './config.ts';
import { ConnectionLimit, connectionsWithin, openFilesLimit } from './connection-limit.ts';
import { createExpressServer } from './express-server.ts';
import type { HttpHost } from './http-host.ts';
import { listen } from './listen.ts';
import { memoryLog } from './log/memory-log.ts';
import type { NotificationLog } from './log/notification-log.ts';
import { mountHealth } from './observe/health.ts';
import { reportMistake } from './output.ts';
import { mountPage } from './page.ts';

/** A log and the server that offers it, with the page. */
export interface StreamServer {
  readonly port: number;
  readonly log: NotificationLog;
  readonly server: Server;
  /** Open at present. */
  readonly connections: ReadonlySet<Socket>;
  /** Readers at present: push connections and parked polls. */
  readonly followers: () => number;
  /** Says goodbye to readers, and ends what is still there a moment later. Calling it twice is harmless. */
  close(): Promise<void>;
}

export interface StreamPlace {
  readonly host: string;
  readonly port: number;
  /** Routes of its own, before the page has the last word. */
  readonly mount?: (host: HttpHost) => void;
  /** Where the page finds its telemetry. */
  readonly address: () => LabAddress;
  /** Takes what the operator should know, a line each. */
  readonly report?: (line: string) => void;
}

/** Milliseconds that clients get to read their goodbye before connections are cut. */
const goodbye = 300;

/** @throws ListenError */
export async function startStreamServer(config: Config, { host, port, mount, address, report = () => {} }: StreamPlace): Promise<StreamServer> {
  const log = memoryLog({ maxCount: config.window, maxBytes: config.windowBytes });
  const { app, server } = createExpressServer({ headers: config.headersTimeout * 1_000 });
  const attached = attach(app, server, {
    log,
    heartbeat: config.heartbeat * 1_000,
    stall: config.stall * 1_000,
    hosts: [config.host, ...config.allowHost],
    origins: config.allowOrigin,
    onError: reportMistake,
  });
  let ready = true;
  mountHealth(attached.host, () => ready);
  mount?.(attached.host);
  mountReport(attached.host, { listensOn: config.host });
  mountPage(app, attached.host, address);

  const connections = new Set<Socket>();
  const limit = new ConnectionLimit(config.maxConnections || connectionsWithin(openFilesLimit(), config.weather ? 2 : 1), report);
  server.on('connection', (socket: Socket) => {
    // What asked for an upgrade that nobody knows comes in a second time.
    if (connections.has(socket) || !limit.admits(socket, connections.size)) return;
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  const listening = await listen(server, host, port);
  // One connection less is no reason to end.
  server.on('error', ({ message }) => report(`A connection could not be taken: ${message}.`));

  const end = async () => {
    ready = false;
    const closed = listening.close();
    attached.close();
    server.closeIdleConnections();
    const cut = setTimeout(() => server.closeAllConnections(), goodbye);
    await closed;
    clearTimeout(cut);
    await log.close();
  };
  let ended: Promise<void> | undefined;
  return {
    port: listening.port,
    log,
    server,
    connections,
    followers: attached.followers,
    close() {
      ended ??= end();
      return ended;
    },
  };
}
