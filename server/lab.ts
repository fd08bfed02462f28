import type { Server } from 'node:http';
import { mountReport } from './apparatus/report/mount.ts';
import { attach } from './attach.ts';
import type { Config } from './config.ts';
import { createExpressServer } from './express-server.ts';
import { listen } from './listen.ts';
import { memoryLog } from './log/memory-log.ts';
import type { NotificationLog, Stop } from './log/notification-log.ts';
import { mountHealth } from './observe/health.ts';
import { mountPage } from './page.ts';
import { openSource } from './sources/index.ts';
import { startTicker } from './sources/ticker.ts';

/** A server that runs. */
export interface Lab {
  /** `http://localhost:<port>`, or the host it was told to listen on. */
  readonly url: string;
  readonly port: number;
  readonly log: NotificationLog;
  /** What it listens with, for who watches its connections. */
  readonly server: Server;
  /** Readers at present: push connections and parked polls. */
  readonly followers: () => number;
  /** Ends sources, streams and connections, in this order. Calling it twice is harmless. */
  close(): Promise<void>;
}

/** Milliseconds that clients get to read their goodbye before connections are cut. */
const goodbye = 300;

/**
 * Wires the rooms of the house. Nothing else does.
 * @param report takes what happens to the sources, a line each
 * @throws ListenError or SourceError; nothing is left running then
 */
export async function startLab(config: Config, report: (line: string) => void = () => {}): Promise<Lab> {
  const log = memoryLog({ maxCount: config.window, maxBytes: config.windowBytes });
  const { app, server } = createExpressServer({ headers: config.headersTimeout * 1_000 });
  const attached = attach(app, server, {
    log,
    heartbeat: config.heartbeat * 1_000,
    stall: config.stall * 1_000,
    hosts: [config.host, ...config.allowHost],
    origins: config.allowOrigin,
  });
  let ready = true;
  mountHealth(attached.host, () => ready);
  mountReport(attached.host, { listensOn: config.host });
  mountPage(app, attached.host);

  const listening = await listen(server, config.host, config.port);
  const stops: Stop[] = [];

  const end = async () => {
    ready = false;
    for (const stop of stops) stop();
    const closed = listening.close();
    attached.close();
    server.closeIdleConnections();
    const cut = setTimeout(() => server.closeAllConnections(), goodbye);
    await closed;
    clearTimeout(cut);
    await log.close();
  };
  try {
    for (const source of config.source) stops.push(await openSource(source, log, report));
  } catch (error) {
    await end();
    throw error;
  }
  if (config.ticker > 0) stops.push(startTicker(log, config.ticker * 1_000));

  let ended: Promise<void> | undefined;
  return {
    url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${listening.port}`,
    port: listening.port,
    log,
    server,
    followers: attached.followers,
    close() {
      ended ??= end();
      return ended;
    },
  };
}
