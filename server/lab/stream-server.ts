import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Application } from 'express';
import { hostGuard } from '../stream/guard/host-names.ts';
import { originGuard } from '../stream/guard/origin.ts';
import type { Authorize } from '../stream/guard/rights.ts';
import type { HttpHost } from '../stream/http/http-host.ts';
import { isIdle } from '../stream/http/socket-state.ts';
import type { NotificationLog } from '../stream/log/notification-log.ts';
import { streamMetrics } from '../stream/observe/metrics.ts';
import { Observation, type Observer } from '../stream/observe/observer.ts';
import { type Offering, offerStreams } from '../stream/offer-streams.ts';
import { behind } from './access/behind.ts';
import { operatorOf } from './access/operator.ts';
import { mountSession } from './access/session.ts';
import type { LabTokens } from './access/tokens.ts';
import { mountBeside } from './beside.ts';
import type { Config } from './config.ts';
import { ConnectionLimit, connectionsWithin, openFilesLimit } from './connection-limit.ts';
import { createExpressServer } from './express-server.ts';
import { forwardedBy } from './forwarded.ts';
import { guardedLog } from './guarded-log.ts';
import type { RelayedClients } from './limits/address.ts';
import { type Visitors, visitorsOf } from './limits/visitors.ts';
import { type Listening, listen } from './listen.ts';
import { mountMetrics } from './metrics.ts';
import { openLog } from './open-log.ts';
import { reportMistake } from './output.ts';
import { Presence } from './scenes/chat/presence.ts';
import { PresenceHost } from './scenes/chat/presence-host.ts';
import { startScenes } from './scenes/index.ts';

/** A log and the server that offers it. */
export interface StreamServer {
  readonly port: number;
  readonly log: NotificationLog;
  readonly server: Server;
  /** Open at present. */
  readonly connections: ReadonlySet<Socket>;
  /** Returns the number of readers: push connections and held polls. */
  readonly followers: () => number;
  /** Ends streams in order, and cuts the rest a moment later. May be called twice. */
  close(): Promise<void>;
}

/** Adds routes to the app or to the host of the streams. */
export type Mount = (app: Application, host: HttpHost) => void;

export interface StreamPlace {
  readonly host: string;
  readonly port: number;
  /** Everything that is served besides the streams, in the order in which paths are matched. */
  readonly mounts: readonly Mount[];
  /** Called with lines of text for the operator. */
  readonly report: (line: string) => void;
  /** Who may read and publish. */
  readonly tokens: LabTokens;
  readonly relayed: RelayedClients;
  /** Called before anything from outside is stored. @throws PeerError that says why it may not be */
  readonly requirePublishing: () => void;
}

/** Milliseconds that clients get to read the rest before connections are cut. */
export const goodbye = 300;

/** @throws ListenError or RedisLogError; nothing is left running then */
export async function startStreamServer(config: Config, place: StreamPlace): Promise<StreamServer> {
  const log = await openLog(config, place.report);
  try {
    return await serveLog(log, config, place);
  } catch (error) {
    await log.close();
    throw error;
  }
}

async function serveLog(log: NotificationLog, config: Config, place: StreamPlace): Promise<StreamServer> {
  const { mounts, report, tokens, relayed, requirePublishing } = place;
  const visited = guardedLog(log, requirePublishing);
  const express = createExpressServer({ headers: config.headersTimeout * 1_000 });
  const { app, server } = express;
  const presence = new Presence();
  const visitors = visitorsOf(config, relayed);
  const metrics = streamMetrics();
  const offering = offerTo(express, { config, log: visited, presence, report, authorize: tokens.authorize, visitors, observer: metrics.observer });
  let open = true;
  mountSession(offering.host, tokens, offering.admission.tickets);
  mountBeside(offering.host, { log: visited, isOpen: () => open, naive: config.weather, requireReader: tokens.requireReader, visitors });
  const connections = new Set<Socket>();
  mountMetrics(behind(offering.host, operatorOf(config, tokens)), { metrics, connections });
  for (const mount of mounts) mount(app, offering.host);

  const stopScenes = startScenes(log, { presence });
  admit(server, connections, visitors, limitOf(config, report));
  const listening = await listenAt(place, server);

  const end = async () => {
    open = false;
    stopScenes();
    await endPolitely(listening, connections, () => offering.end());
    offering.host.close();
    await log.close();
  };
  let ended: Promise<void> | undefined;
  return {
    port: listening.port,
    log,
    server,
    connections,
    followers: offering.followers,
    close() {
      ended ??= end();
      return ended;
    },
  };
}

async function listenAt({ host, port, report }: StreamPlace, server: Server): Promise<Listening> {
  const listening = await listen(server, host, port);
  // A failed connection is no reason to end the server.
  server.on('error', ({ message }) => report(`A connection could not be taken: ${message}.`));
  return listening;
}

interface Offered {
  readonly config: Config;
  readonly log: NotificationLog;
  readonly presence: Presence;
  readonly authorize: Authorize | undefined;
  readonly visitors: Visitors;
  readonly report: (line: string) => void;
  readonly observer: Observer;
}

/** Offers the streams as the command line says. */
function offerTo(
  { app, server }: ReturnType<typeof createExpressServer>,
  { config, log, presence, report, authorize, visitors, observer }: Offered,
): Offering<PresenceHost> {
  const guards = {
    host: hostGuard([config.host, ...config.allowHost]),
    origin: originGuard(config.allowOrigin, forwardedBy(config.trustProxy)),
    admit: visitors.admit,
    onRefusal: ({ message }: Error) => report(`refused: ${message}`),
  };
  return offerStreams((placing) => new PresenceHost(app, server, { guards, onError: reportMistake, ...placing }, presence), {
    log,
    heartbeat: config.heartbeat * 1_000,
    stall: config.stall * 1_000,
    authorize,
    charge: visitors.chargeOf,
    limits: config.loopDelay > 0 ? { loopDelay: config.loopDelay } : {},
    observation: new Observation(observer, reportMistake),
  });
}

const limitOf = ({ maxConnections, weather }: Config, report: (line: string) => void): ConnectionLimit =>
  new ConnectionLimit(maxConnections || connectionsWithin(openFilesLimit(), weather ? 2 : 1), report);

/** Keeps a set of the open connections, and refuses those beyond the limits. */
function admit(server: Server, connections: Set<Socket>, visitors: Visitors, limit: ConnectionLimit): void {
  server.on('connection', (socket: Socket) => {
    // A socket comes a second time after an unknown upgrade, see `reenter`.
    if (connections.has(socket) || !limit.admits(socket, connections.size) || !visitors.admits(socket)) return;
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
}

/** Accepts no more connections, ends the streams in order, and cuts the rest a moment later. */
async function endPolitely(listening: Listening, connections: ReadonlySet<Socket>, sayGoodbye: () => Promise<void>): Promise<void> {
  const closed = listening.close();
  // First cut idle connections. Not with Node's `closeIdleConnections`: it takes streams for idle and does not know upgraded sockets.
  for (const socket of connections) if (isIdle(socket)) socket.destroy();
  void sayGoodbye();
  const cut = setTimeout(() => {
    for (const socket of connections) socket.destroy();
  }, goodbye);
  await closed;
  clearTimeout(cut);
}
