import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { answerClientError } from './client-error.ts';
import { isUnread, type StallWatch } from './delivery/stall-watch.ts';
import { enterFirst, hasEntrance } from './entrance.ts';
import { type ExpressApp, usualSpelling } from './express-app.ts';
import { answerPreflight, type Guards, requireHost, requireOrigin } from './guard/guards.ts';
import { isRefusal, refusalReport } from './guard/refusals.ts';
import { discard, hangUp } from './hang-up.ts';
import type { Host, RouteHandler, RouteOptions, UpgradeHandler } from './host.ts';
import { intercept } from './intercept.ts';
import { answerJson } from './json-response.ts';
import type { Stop } from './log/notification-log.ts';
import { PeerError, problemOf, rawProblem } from './problem.ts';
import { closeWithReason, isBrowser } from './refuse-websocket.ts';
import { becomeStream, isStream, owesAnswer, remember } from './socket-state.ts';
import { Turns } from './turns.ts';
import { Upgrades } from './upgrades.ts';

type Route = (request: IncomingMessage & { url: string }, response: ServerResponse) => void;

/** The seam between the transports and an Express app on a Node server: routes, upgrades, guards, and sockets that became streams. */
export class HttpHost implements Host {
  readonly onError: (error: unknown) => void;
  readonly #app: ExpressApp;
  readonly #guards: Guards;
  readonly #reportRefusal: (error: unknown) => void;
  readonly #upgrades: Upgrades;
  /** Routes that are found without Express's router, by their path as they are usually spelt. */
  readonly #direct = new Map<string, Route>();
  #takesDirect = true;
  readonly #atOnce = new Set<Route>();
  readonly #turns = new Turns();
  readonly #stalls: StallWatch | undefined;
  readonly #stops: readonly Stop[];
  #open = true;

  /**
   * @param stalls gives up who does not read the answers of the routes
   * @throws Error if there is one already
   */
  constructor(app: ExpressApp, server: Server, guards: Guards, onError: (error: unknown) => void, stalls?: StallWatch) {
    if (hasEntrance(app) || attachedServers.has(server)) {
      throw new Error('Expected an app and a server with no streams on them; got one that has been attached to. Attach once, or close() the first.');
    }
    attachedServers.add(server);
    this.#app = app;
    this.#guards = guards;
    this.#stalls = stalls;
    this.#reportRefusal = refusalReport(guards.onRefusal ?? (() => {}));
    this.onError = onError;
    this.#upgrades = new Upgrades(server, (request, socket, head, handler) => this.#upgrade(request, socket, head, handler));
    this.#stops = [
      enterFirst(app, server, (request, response, next) => this.#enter(request, response, next)),
      intercept(server, {
        upgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => this.#upgrades.hear(request, socket, head),
        clientError: (error: NodeJS.ErrnoException, socket: Socket) => {
          // Whoever answers such errors for the whole app does so for our paths too, but not into a stream.
          if (server.listenerCount('clientError') > 0 && !isStream(socket)) return false;
          answerClientError(error, socket, (response, problem) => this.answerProblem(response, problem));
          return true;
        },
      }),
      () => this.#upgrades.close(),
      () => attachedServers.delete(server),
    ];
  }

  /** Takes everything away from app and server. Calling it twice is harmless. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const stop of this.#stops) stop();
  }

  route(method: 'GET' | 'POST', path: string, handler: RouteHandler, options: RouteOptions = {}): void {
    const serve: Route = (request, response) => {
      // Whoever stood before may have waited until the peer had gone, or have answered by himself: nothing would ever end what begins now.
      if (request.socket.destroyed || response.headersSent) return;
      try {
        if (answerPreflight(request, response, method, this.#guards)) return;
        if (request.method !== method) throw badMethod(method, path, request);
        handler(request, response)?.then(
          () => this.#sent(response),
          (error: unknown) => this.answerProblem(response, error),
        );
        this.#sent(response);
      } catch (error) {
        this.answerProblem(response, error);
      }
    };
    if (options.atOnce) this.#atOnce.add(serve);
    this.#upgrades.own(path);
    if (this.#takesDirect) this.#direct.set(path, serve);
    else this.#app.all(path, (request, response, next) => (this.#open ? serve(request, response) : next()));
  }

  /**
   * Routes so far stand right behind the host's own entrance, where nobody's middleware can be between: they are called from there, without Express's matching. From this call
   * on routes are Express's alone.
   */
  endOfDirectRoutes(): void {
    this.#takesDirect = false;
  }

  onUpgrade(path: string, handler: UpgradeHandler): Stop {
    return this.#upgrades.handle(path, handler);
  }

  takeOver(socket: Socket): void {
    becomeStream(socket);
    this.#turns.streams(socket);
    // A listener of ours makes Node give up parsing this connection; its own must not see the bytes either.
    discard(socket);
    // Node ends what its peer has ended, but not behind bytes that it could not parse.
    socket.once('end', () => socket.end());
  }

  refuse(socket: Duplex, error: unknown): void {
    this.#report(error);
    hangUp(socket, rawProblem(error));
  }

  answerProblem(response: ServerResponse, error: unknown): void {
    this.#report(error);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const problem = problemOf(error);
    if (error instanceof PeerError) for (const [name, value] of Object.entries(error.headers)) response.setHeader(name, value);
    answerJson(response, problem.status, problem, 'application/problem+json');
    this.#sent(response);
  }

  /** From here until its end the response has to be read, or its connection is given up. For answers that no route of ours gives. */
  watch(response: ServerResponse): void {
    this.#stalls?.followAnswer(response);
  }

  #sent(response: ServerResponse): void {
    if (isUnread(response)) this.#stalls?.followAnswer(response);
  }

  #report(error: unknown): void {
    if (error instanceof PeerError) this.#reportRefusal(error);
    else this.onError(error);
  }

  /** The first thing that happens to every request. */
  #enter(request: IncomingMessage & { url: string }, response: ServerResponse, next: () => void): void {
    // Behind a stream: it has no end after which they could be answered.
    if (isStream(request.socket)) {
      this.#turns.ignore(request);
      return;
    }
    const isTurn = response.socket !== null || !owesAnswer(request.socket);
    remember(request.socket, response);
    const route = this.#routeOf(request.url);
    if (isTurn || (route && this.#atOnce.has(route))) this.#serve(request, response, route, next);
    else this.#turns.wait(request, response, () => this.#serve(request, response, route, next));
  }

  #serve(request: IncomingMessage & { url: string }, response: ServerResponse, route: Route | undefined, next: () => void): void {
    try {
      requireHost(request, this.#guards);
    } catch (error) {
      this.answerProblem(response, error);
      return;
    }
    if (route) route(request, response);
    else next();
  }

  #routeOf(url: string): Route | undefined {
    const query = url.indexOf('?');
    const path = query < 0 ? url : url.slice(0, query);
    return this.#direct.get(path) ?? this.#direct.get(usualSpelling(this.#app, path));
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer, handler: UpgradeHandler | PeerError): void {
    try {
      requireHost(request, this.#guards);
      if (handler instanceof PeerError) throw handler;
      if (request.method !== 'GET') throw badMethod('GET', (request.url ?? '').replace(/\?.*$/, ''), request);
      requireOrigin(request, this.#guards);
      becomeStream(socket);
      handler(request, socket, head);
    } catch (error) {
      if (isRefusal(error) && isBrowser(request)) {
        this.#report(error);
        closeWithReason(request, socket, head, error);
      } else this.refuse(socket, error);
    }
  }
}

/** Those that a host stands on. */
const attachedServers = new WeakSet<Server>();

const badMethod = (right: string, path: string, { method }: IncomingMessage): PeerError =>
  new PeerError('bad-method', `Expected ${right} ${path}; got ${method}. Ask again with ${right}.`, { Allow: right });
