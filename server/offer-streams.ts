import type { Server } from 'node:http';
import { FanOut } from './delivery/fan-out.ts';
import { PollAnswers } from './delivery/poll-answers.ts';
import { StallWatch } from './delivery/stall-watch.ts';
import type { ExpressApp } from './express-app.ts';
import type { Guards } from './guard/guards.ts';
import type { Host } from './host.ts';
import { HttpHost } from './http-host.ts';
import type { NotificationLog } from './log/notification-log.ts';
import { PeerError } from './problem.ts';
import { mountPublish } from './publish.ts';
import { transports } from './transports/index.ts';

export interface Offering {
  readonly host: HttpHost;
  /** Readers at present: push connections and parked polls. */
  readonly followers: () => number;
  /** Ends every open stream politely; for as long as the host is there, new ones and publishes get 503. Calling it twice is harmless. */
  end(): void;
}

export interface OfferedStreams {
  readonly log: NotificationLog;
  /** Milliseconds of silence before a heartbeat; 0 is never. */
  readonly heartbeat: number;
  /** Milliseconds without progress before a push connection is given up. */
  readonly stall: number;
}

/** Where they are offered. */
export interface Place {
  readonly app: ExpressApp;
  readonly server: Server;
  readonly guards: Guards;
  readonly onError: (error: unknown) => void;
}

/**
 * Mounts the transports and `/publish`.
 * @throws Error if there are streams on app or server already
 */
export function offerStreams({ app, server, guards, onError }: Place, { log, heartbeat, stall }: OfferedStreams): Offering {
  const sweepInterval = Math.min(1_000, stall / 4, heartbeat ? heartbeat / 4 : 1_000);
  const stalls = new StallWatch({ stall, sweepInterval });
  const host = new HttpHost(app, server, guards, onError, stalls);
  const fanOut = new FanOut(log, sweepInterval);
  const delivery = { log, fanOut, answers: new PollAnswers(log.window), heartbeat, stalls, stall };
  let open = true;
  const requireOpen = () => {
    if (!open) throw new PeerError('unavailable', 'Expected a server that offers streams; this one is shutting down. Ask again later, or another.');
  };
  const hostOfStreams = guarded(host, requireOpen);
  const stops = transports.map((transport) => transport.mount(hostOfStreams, delivery));
  mountPublish(hostOfStreams, (drafts) => {
    // A body may take its time.
    requireOpen();
    return log.append(drafts);
  });
  host.endOfDirectRoutes();
  return {
    host,
    followers: () => fanOut.size,
    end() {
      open = false;
      for (const stop of stops) stop();
      fanOut.close();
    },
  };
}

/** Behind a closed delivery a new stream would say hello and then nothing but heartbeats, whatever is published. */
const guarded = (host: Host, requireOpen: () => void): Host => ({
  route(method, path, handler, options) {
    const whileOpen: typeof handler = (request, response) => {
      requireOpen();
      return handler(request, response);
    };
    host.route(method, path, whileOpen, options);
  },
  onUpgrade(path, handler) {
    return host.onUpgrade(path, (request, socket, head) => {
      requireOpen();
      handler(request, socket, head);
    });
  },
  takeOver: (socket) => host.takeOver(socket),
  refuse: (socket, error) => host.refuse(socket, error),
  onError: host.onError,
});
