import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { isUnread, type StallWatch } from '../delivery/stall-watch.ts';
import { answerPreflight, type Guards, requireHost, requireOrigin } from '../guard/guards.ts';
import { refusalReport } from '../guard/refusals.ts';
import { shareOut } from '../guard/stream-limits.ts';
import type { Host, RouteHandler, RouteOptions, UpgradeHandler } from '../host.ts';
import type { Stop } from '../log/notification-log.ts';
import type { Observation } from '../observe/observer.ts';
import { PeerError, problemOf, rawProblem } from '../problem.ts';
import { discard, hangUp } from './hang-up.ts';
import { answerJson } from './json-response.ts';
import { closeWithReason, isBrowser, toldByClose } from './refuse-websocket.ts';
import { becomeStream, isStream, owesAnswer, remember } from './socket-state.ts';
import { Turns } from './turns.ts';

export type RoutedRequest = IncomingMessage & { url: string };
export type Route = (request: RoutedRequest, response: ServerResponse) => void;

export interface HostOptions {
  readonly guards: Guards;
  readonly onError: (error: unknown) => void;
  /** Disconnects clients that do not read the answers of the routes. */
  readonly stalls?: StallWatch;
  /** Bytes that all requests that wait for their turn may take. @default 33_554_432 (32 MiB) */
  readonly waitingBytes?: number;
  readonly observation?: Observation | undefined;
}

/** Connects the transports to a Node server: routes, guards, the order of requests on a connection, and sockets that became streams. Subclasses supply the requests. */
export abstract class StreamHost implements Host {
  readonly onError: (error: unknown) => void;
  readonly #guards: Guards;
  readonly #reportRefusal: (error: unknown) => void;
  readonly #atOnce = new WeakSet<Route>();
  readonly #turns: Turns;
  readonly #stalls: StallWatch | undefined;
  readonly #observation: Observation | undefined;

  constructor({ guards, onError, stalls, waitingBytes = shareOut().waiting, observation }: HostOptions) {
    this.#guards = guards;
    this.#stalls = stalls;
    this.#turns = new Turns(waitingBytes);
    this.#observation = observation;
    this.#reportRefusal = refusalReport(guards.onRefusal ?? (() => {}));
    this.onError = onError;
  }

  abstract route(method: 'GET' | 'POST', path: string, handler: RouteHandler, options?: RouteOptions): void;
  abstract onUpgrade(path: string, handler: UpgradeHandler): Stop;
  /** Removes everything from the server. May be called twice. */
  abstract close(): void;

  /** Called after the built-in routes were added. Later routes may have middleware of the app before them. */
  endOfDirectRoutes(): void {}

  takeOver(socket: Socket): void {
    becomeStream(socket);
    this.#turns.streams(socket);
    // Replaces Node's `data` listener, so that Node parses nothing more on this connection.
    discard(socket);
    // Node ends a socket that its peer has ended, but not after bytes that it could not parse.
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
    // A page of another origin can read only the fields that are named here.
    if (response.hasHeader('Access-Control-Allow-Origin') && response.hasHeader('Retry-After'))
      response.appendHeader('Access-Control-Expose-Headers', 'Retry-After');
    answerJson(response, problem.status, problem, 'application/problem+json');
    this.#sent(response);
  }

  /** Disconnects the client if it does not read this response. For responses of other code than these routes. */
  watch(response: ServerResponse): void {
    this.#stalls?.followAnswer(response);
  }

  /** Wraps a handler with every check except that of the host name. */
  protected routeOf(method: 'GET' | 'POST', path: string, handler: RouteHandler, { atOnce = false }: RouteOptions = {}): Route {
    const serve: Route = (request, response) => {
      // Earlier middleware may have answered, or have waited until the peer had gone. Then nothing would ever end a stream that begins now.
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
    if (atOnce) this.#atOnce.add(serve);
    return serve;
  }

  /** The entrance of every request. @param next called for a request of no route here */
  protected enter(request: RoutedRequest, response: ServerResponse, route: Route | undefined, next: () => void): void {
    // Pipelined behind a stream. A stream has no end after which the request could be answered.
    if (isStream(request.socket)) {
      this.#turns.ignore(request);
      return;
    }
    const isTurn = response.socket !== null || !owesAnswer(request.socket);
    remember(request.socket, response);
    if (isTurn || (route && this.#atOnce.has(route))) this.#serve(request, response, route, next);
    else this.#turns.wait(request, response, () => this.#serve(request, response, route, next));
  }

  /** @param handler of the path, or the error to refuse with */
  protected takeUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, handler: UpgradeHandler | PeerError): void {
    const refuse = (error: unknown) => this.#refuseUpgrade(request, socket, head, error);
    try {
      requireHost(request, this.#guards);
      if (handler instanceof PeerError) throw handler;
      if (request.method !== 'GET') throw badMethod('GET', (request.url ?? '').replace(/\?.*$/, ''), request);
      requireOrigin(request, this.#guards);
      becomeStream(socket);
      handler(request, socket, head)?.catch(refuse);
    } catch (error) {
      refuse(error);
    }
  }

  #refuseUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, error: unknown): void {
    const told = isBrowser(request) ? toldByClose(error) : undefined;
    if (!told || socket.destroyed) {
      this.refuse(socket, error);
      return;
    }
    this.#report(error);
    closeWithReason(request, socket, head, told);
  }

  #sent(response: ServerResponse): void {
    if (isUnread(response)) this.#stalls?.followAnswer(response);
  }

  #report(error: unknown): void {
    this.#observation?.refused(error);
    if (error instanceof PeerError) this.#reportRefusal(error);
    else this.onError(error);
  }

  #serve(request: RoutedRequest, response: ServerResponse, route: Route | undefined, next: () => void): void {
    try {
      requireHost(request, this.#guards);
    } catch (error) {
      this.answerProblem(response, error);
      return;
    }
    if (route) route(request, response);
    else next();
  }
}

const badMethod = (right: string, path: string, { method }: IncomingMessage): PeerError =>
  new PeerError('bad-method', `Expected ${right} ${path}; got ${method}. Ask again with ${right}.`, { Allow: right });
