import { FanOut } from './delivery/fan-out.ts';
import { PollAnswers } from './delivery/poll-answers.ts';
import { StallWatch } from './delivery/stall-watch.ts';
import { Admission, type AdmissionRules } from './guard/admission.ts';
import { LoopDelay } from './guard/loop-delay.ts';
import type { Authorize } from './guard/rights.ts';
import { type StreamsLimits, shareOut } from './guard/stream-limits.ts';
import type { Host } from './host.ts';
import type { HostOptions, StreamHost } from './http/stream-host.ts';
import type { NotificationLog, Stop } from './log/notification-log.ts';
import type { Observation } from './observe/observer.ts';
import { PeerError } from './problem.ts';
import { limits as wire } from './protocol.ts';
import { mountPublish } from './publish.ts';
import { taken } from './transports/farewell.ts';
import { transports } from './transports/index.ts';

export interface Offering<Where extends StreamHost> {
  readonly host: Where;
  readonly admission: Admission;
  /** Readers at present: push connections and held polls. */
  readonly followers: () => number;
  /**
   * Ends every open stream politely; for as long as the host is there, new ones and publishes get 503. Calling it twice is harmless.
   * @param grace milliseconds after which a stream that has not ended is cut. Default 1,000
   * @returns a promise of when all have ended
   */
  end(grace?: number): Promise<void>;
}

/** What a host is given of the streams that stand on it. */
type Placing = Pick<HostOptions, 'stalls' | 'waitingBytes' | 'observation'>;

export interface OfferedStreams {
  readonly log: NotificationLog;
  /** Milliseconds of silence before a heartbeat; 0 is never. */
  readonly heartbeat: number;
  /** Milliseconds without progress before a push connection is given up. */
  readonly stall: number;
  /** Default: '/'. */
  readonly base?: string | undefined;
  /** Default: everybody may do everything. */
  readonly authorize?: Authorize | undefined;
  /** Default: true. */
  readonly publish?: boolean | undefined;
  readonly limits?: StreamsLimits | undefined;
  readonly observation?: Observation | undefined;
  /** Counts what somebody publishes. */
  readonly charge?: AdmissionRules['charge'];
}

/**
 * Mounts the transports and `/publish`.
 * @param place makes the host to mount them on
 * @throws Error if there are streams already where the host is to stand
 */
export function offerStreams<Where extends StreamHost>(place: (placing: Placing) => Where, offered: OfferedStreams): Offering<Where> {
  const { log, heartbeat, stall, base = '/', authorize, publish = true, limits = {}, observation, charge } = offered;
  const { messageBytes = wire.messageBytes } = limits;
  const { unread, unfinished, waiting } = shareOut(limits.bufferedBytes);
  const sweepInterval = Math.min(1_000, stall / 4, heartbeat ? heartbeat / 4 : 1_000);
  const stalls = new StallWatch({ stall, sweepInterval, maxBytes: unread });
  const host = place({ stalls, waitingBytes: waiting, observation });
  const fanOut = new FanOut(log, sweepInterval);
  const offer = new Offer();
  const loop = limits.loopDelay === undefined ? undefined : new LoopDelay();
  const stopLooking = loop?.watch();
  const { requireOpen } = offer;
  const admission = new Admission({ log, authorize, publish, requireOpen, limits, charge, followers: () => fanOut.size, loop, observation });
  const answers = new PollAnswers(log.window);
  const delivery = { log, admission, fanOut, answers, heartbeat, stalls, stall, messageBytes, unfinishedBytes: unfinished, observation };
  const stopCounting = observation ? countPublished(log, observation) : () => {};
  const hostOfStreams = whileOpen(below(base, host), requireOpen);
  const ends = transports.map((transport) => transport.mount(hostOfStreams, delivery));
  if (publish) mountPublish(hostOfStreams, admission, appendWhileOpen(log, requireOpen), messageBytes);
  host.endOfDirectRoutes();
  const end = (grace: number) => {
    offer.end();
    const farewells = ends.flatMap((endAll) => endAll(grace));
    fanOut.close();
    stopLooking?.();
    stopCounting();
    admission.tickets.clear();
    return taken(farewells, grace);
  };
  return { host, admission, followers: () => fanOut.size, end: once(end) };
}

/** Whether streams are offered still. */
class Offer {
  #open = true;

  /** @throws PeerError once it has ended */
  readonly requireOpen = (): void => {
    if (!this.#open)
      throw new PeerError('unavailable', 'Expected a server that offers streams; this one is shutting down. Ask again later, or another.');
  };

  end(): void {
    this.#open = false;
  }
}

/** The second call gets the promise of the first. */
function once(end: (grace: number) => Promise<void>): (grace?: number) => Promise<void> {
  let ended: Promise<void> | undefined;
  return (grace = 1_000) => {
    ended ??= end(grace);
    return ended;
  };
}

/** A body may take its time: it may be there only when the streams are ended. */
const appendWhileOpen =
  (log: NotificationLog, requireOpen: () => void): NotificationLog['append'] =>
  (drafts) => {
    requireOpen();
    return log.append(drafts);
  };

/** Whoever appends: a log says that it has grown, and its head by how much. */
function countPublished(log: NotificationLog, observation: Observation): Stop {
  let { head } = log.window;
  return log.onAppend(() => {
    const before = head;
    head = log.window.head;
    if (head > before) observation.tell('published', head - before);
  });
}

const below = (base: string, host: Host): Host => ({
  route: (method, path, handler, options) => host.route(method, base + path.slice(1), handler, options),
  onUpgrade: (path, handler) => host.onUpgrade(base + path.slice(1), handler),
  takeOver: (socket) => host.takeOver(socket),
  refuse: (socket, error) => host.refuse(socket, error),
  onError: host.onError,
});

/** Behind a closed delivery a new stream would say hello and then nothing but heartbeats, whatever is published. */
const whileOpen = (host: Host, requireOpen: () => void): Host => ({
  ...host,
  route(method, path, handler, options) {
    const guarded: typeof handler = (request, response) => {
      requireOpen();
      return handler(request, response);
    };
    host.route(method, path, guarded, options);
  },
  onUpgrade(path, handler) {
    return host.onUpgrade(path, (request, socket, head) => {
      requireOpen();
      return handler(request, socket, head);
    });
  },
});
