import { FanOut } from './delivery/fan-out.ts';
import { PollAnswers } from './delivery/poll-answers.ts';
import { StallWatch } from './delivery/stall-watch.ts';
import { Admission, type AdmissionRules } from './guard/admission.ts';
import { LoopDelay } from './guard/loop-delay.ts';
import type { Authorize } from './guard/rights.ts';
import { type StreamsLimits, shareOut } from './guard/stream-limits.ts';
import type { Host } from './host.ts';
import type { HostOptions, StreamHost } from './http/stream-host.ts';
import { keepTickShape } from './http/tick-shape.ts';
import type { NotificationLog, Stop } from './log/notification-log.ts';
import type { Observation } from './observe/observer.ts';
import { PeerError } from './problem.ts';
import { limits as wire } from './protocol.ts';
import { mountPublish } from './publish.ts';
import { taken } from './transports/farewell.ts';
import { transports } from './transports/index.ts';

// Not in a call, which may run in a user's `AsyncLocalStorage`: the object that is kept would keep its store.
keepTickShape();

export interface Offering<Where extends StreamHost> {
  readonly host: Where;
  readonly admission: Admission;
  /** Number of readers: push connections and held polls. */
  readonly followers: () => number;
  /**
   * Ends every open stream in order. Until the host is closed, new streams and publishes get 503. May be called twice.
   * @param grace milliseconds after which a stream that has not ended is cut. @default 1_000
   * @returns a promise that resolves when all have ended
   */
  end(grace?: number): Promise<void>;
}

/** Options that the streams pass on to their host. */
type Placing = Pick<HostOptions, 'stalls' | 'waitingBytes' | 'observation'>;

export interface OfferedStreams {
  readonly log: NotificationLog;
  /** Milliseconds of silence before a heartbeat; 0 turns heartbeats off. */
  readonly heartbeat: number;
  /** Milliseconds without progress before a slow reader is disconnected. */
  readonly stall: number;
  /** @default '/' */
  readonly base?: string | undefined;
  /** @default everybody may do everything */
  readonly authorize?: Authorize | undefined;
  /** @default true */
  readonly publish?: boolean | undefined;
  readonly limits?: StreamsLimits | undefined;
  readonly observation?: Observation | undefined;
  /** Returns the counter of the bytes that a client publishes. */
  readonly charge?: AdmissionRules['charge'];
}

/**
 * Mounts the transports and `/publish`.
 * @param place creates the host to mount them on
 * @throws Error if the app or server already has streams
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

/** Whether the streams are still open. */
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

/** A second call returns the promise of the first. */
function once(end: (grace: number) => Promise<void>): (grace?: number) => Promise<void> {
  let ended: Promise<void> | undefined;
  return (grace = 1_000) => {
    ended ??= end(grace);
    return ended;
  };
}

/** Checks once more before storing, because the streams may have ended while the body was read. */
const appendWhileOpen =
  (log: NotificationLog, requireOpen: () => void): NotificationLog['append'] =>
  (drafts) => {
    requireOpen();
    return log.append(drafts);
  };

/** Counts all appends, whoever makes them, by how far the log's head has moved. */
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

/** Refuses new requests after the end. Otherwise a new stream would get a hello and then no notification. */
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
