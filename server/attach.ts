import type { Server } from 'node:http';
import type { Application } from 'express';
import { FanOut } from './delivery/fan-out.ts';
import { PollAnswers } from './delivery/poll-answers.ts';
import { StallWatch } from './delivery/stall-watch.ts';
import { hostGuard } from './guard/host-names.ts';
import { originGuard } from './guard/origin.ts';
import type { Host } from './host.ts';
import { HttpHost } from './http-host.ts';
import type { NotificationLog } from './log/notification-log.ts';
import { PeerError } from './problem.ts';
import { mountPublish } from './publish.ts';
import { transports } from './transports/index.ts';

export { type MemoryLogOptions, memoryLog } from './log/memory-log.ts';
export type { NotificationLog } from './log/notification-log.ts';

export interface AttachOptions {
  /** The stream to offer; `memoryLog()` is one. It stays yours: closing it is up to you. */
  readonly log: NotificationLog;
  /** Milliseconds of silence before a heartbeat; 0 is never. Default 15,000. */
  readonly heartbeat?: number;
  /** Milliseconds without progress before a reader is given up, and for a WebSocket message to be finished. Default 30,000. */
  readonly stall?: number;
  /** Names that this server goes by, without port; others are refused. Default: any name, for apps that are public anyway. */
  readonly hosts?: readonly string[];
  /** Origins besides the server's own that may publish and open WebSockets. */
  readonly origins?: readonly string[];
  /** Called with our own mistakes; the peer is told nothing of them. Default: `console.error`. */
  readonly onError?: (error: unknown) => void;
}

export interface Attached {
  /** The seam for routes of your own that keep the same guards and problem documents. */
  readonly host: HttpHost;
  /** Readers at present: push connections and parked polls. */
  readonly followers: () => number;
  /** Ends every open stream politely and refuses new ones with 503; the server itself goes on. Calling it twice is harmless. */
  close(): void;
}

/**
 * Adds `/stream/polling`, `/stream/long-polling`, `/stream/sse`, `/stream/websocket` and `/publish` to somebody's Express app. Attach before other routes and
 * middleware, so that nothing compresses or logs the streams. The server's `upgrade` events on other paths are left to others.
 */
export function attach(app: Application, server: Server, options: AttachOptions): Attached {
  if (!options?.log) throw new TypeError('Expected attach(app, server, { log }); got no log. memoryLog() makes one.');
  const { log, heartbeat = 15_000, stall = 30_000, hosts, origins = [], onError = console.error } = options;
  const guards = { host: hosts ? hostGuard(hosts) : () => {}, origin: originGuard(origins) };
  const sweepInterval = Math.min(1_000, stall / 4, heartbeat ? heartbeat / 4 : 1_000);
  const stalls = new StallWatch({ stall, sweepInterval });
  const host = new HttpHost(app, server, guards, onError, stalls);
  const fanOut = new FanOut(log, sweepInterval);
  const delivery = { log, fanOut, answers: new PollAnswers(log.window), heartbeat, stalls, stall };
  let open = true;
  const hostOfStreams = whileOpen(host, () => open);
  const stops = transports.map((transport) => transport.mount(hostOfStreams, delivery));
  mountPublish(host, log);
  host.endOfDirectRoutes();
  return {
    host,
    followers: () => fanOut.size,
    close() {
      open = false;
      for (const stop of stops) stop();
      fanOut.close();
      host.close();
    },
  };
}

/** Behind a closed delivery a new stream would say hello and then nothing but heartbeats, whatever is published. */
const whileOpen = (host: Host, isOpen: () => boolean): Host => ({
  route(method, path, handler, options) {
    const whileOpened: typeof handler = (request, response) => {
      if (!isOpen())
        throw new PeerError('unavailable', 'Expected a server that offers streams; this one is shutting down. Ask again later, or another.');
      return handler(request, response);
    };
    host.route(method, path, whileOpened, options);
  },
  onUpgrade: (path, handler) => host.onUpgrade(path, handler),
  takeOver: (socket) => host.takeOver(socket),
  refuse: (socket, error) => host.refuse(socket, error),
  onError: host.onError,
});
