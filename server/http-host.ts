import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Application } from 'express';
import { clientProblem } from './client-error.ts';
import { isUnread, type StallWatch } from './delivery/stall-watch.ts';
import { enterFirst } from './entrance.ts';
import type { HostGuard } from './guard/host-names.ts';
import { foreignOrigin, type OriginGuard } from './guard/origin.ts';
import { discard, hangUp } from './hang-up.ts';
import type { Host, RouteHandler, RouteOptions, UpgradeHandler } from './host.ts';
import { answerJson } from './json-response.ts';
import type { Stop } from './log/notification-log.ts';
import { PeerError, problemOf, rawProblem } from './problem.ts';
import { reenter } from './reenter.ts';
import { becomeStream, isStream, lastResponseOf, remember } from './socket-state.ts';
import { Turns } from './turns.ts';

interface Guards {
  readonly host: HostGuard;
  readonly origin: OriginGuard;
}

type Route = (request: IncomingMessage & { url: string }, response: ServerResponse) => void;

/** Node 22.21, 24.9 and later ask before they take a request for an upgrade. */
interface AskingServer extends Server {
  shouldUpgradeCallback?: (request: IncomingMessage) => boolean;
}

/** The seam between the transports and an Express app on a Node server: routes, upgrades, guards, and sockets that became streams. */
export class HttpHost implements Host {
  readonly onError: (error: unknown) => void;
  readonly #app: Application;
  readonly #server: AskingServer;
  readonly #shouldUpgrade: AskingServer['shouldUpgradeCallback'];
  readonly #guards: Guards;
  readonly #stalls: StallWatch | undefined;
  readonly #turns = new Turns();
  readonly #upgrades = new Map<string, UpgradeHandler>();
  /** Routes that are found without Express's router, by their path as they are usually spelt. */
  readonly #direct = new Map<string, Route>();
  #takesDirect = true;
  readonly #atOnce = new Set<Route>();
  readonly #listeners: readonly [name: string, listener: (...args: never[]) => void][];

  /** @param stalls gives up who does not read the answers of the routes */
  constructor(app: Application, server: Server, guards: Guards, onError: (error: unknown) => void, stalls?: StallWatch) {
    this.#app = app;
    this.#stalls = stalls;
    this.#server = server;
    this.#guards = guards;
    this.onError = onError;
    enterFirst(app, server, (request, response, next) => this.#enter(request, response, next));
    this.#listeners = [
      ['upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => this.#upgrade(request, socket, head)],
      ['clientError', (error: NodeJS.ErrnoException, socket: Socket) => this.#clientError(error, socket)],
    ];
    for (const [name, listener] of this.#listeners) server.on(name, listener as () => void);
    const others = this.#server.shouldUpgradeCallback;
    this.#shouldUpgrade = others;
    if (others) {
      // Node 26 keeps the body of an upgrade to itself, so that it could not be served as if the header were absent.
      this.#server.shouldUpgradeCallback = (request) =>
        (isWebSocket(request) || !hasBody(request) || server.listenerCount('upgrade') > 1) && others.call(server, request);
    }
  }

  close(): void {
    for (const [name, listener] of this.#listeners) this.#server.off(name, listener as () => void);
    if (this.#shouldUpgrade) this.#server.shouldUpgradeCallback = this.#shouldUpgrade;
  }

  route(method: 'GET' | 'POST', path: string, handler: RouteHandler, options: RouteOptions = {}): void {
    const serve: Route = (request, response) => {
      try {
        if (this.#preflight(request, response, method)) return;
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
    if (this.#takesDirect) this.#direct.set(path, serve);
    if (options.atOnce) this.#atOnce.add(serve);
    // Express knows further spellings of it: with capitals, or a slash behind.
    this.#app.all(path, serve);
  }

  /**
   * Routes so far stand right behind the host's own entrance, where nobody's middleware can be between: they are called from there, without Express's matching. From this call
   * on routes are Express's alone.
   */
  endOfDirectRoutes(): void {
    this.#takesDirect = false;
  }

  onUpgrade(path: string, handler: UpgradeHandler): Stop {
    this.#upgrades.set(path, handler);
    return () => this.#upgrades.delete(path);
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
    if (!(error instanceof PeerError)) this.onError(error);
    hangUp(socket, rawProblem(error));
  }

  answerProblem(response: ServerResponse, error: unknown): void {
    if (!(error instanceof PeerError)) this.onError(error);
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

  /** The first thing that happens to every request. */
  #enter(request: IncomingMessage & { url: string }, response: ServerResponse, next: () => void): void {
    // Behind a stream: it has no end after which they could be answered.
    if (isStream(request.socket)) {
      this.#turns.ignore(request);
      return;
    }
    remember(request.socket, response);
    const query = request.url.indexOf('?');
    const route = this.#direct.get(query < 0 ? request.url : request.url.slice(0, query));
    if (response.socket || (route && this.#atOnce.has(route))) this.#serve(request, response, route, next);
    else this.#turns.wait(request, response, () => this.#serve(request, response, route, next));
  }

  #serve(request: IncomingMessage & { url: string }, response: ServerResponse, route: Route | undefined, next: () => void): void {
    try {
      this.#requireHost(request);
    } catch (error) {
      this.answerProblem(response, error);
      return;
    }
    if (route) route(request, response);
    else next();
  }

  #requireHost(request: IncomingMessage): void {
    const { host } = request.headers;
    if (host === undefined && request.httpVersion === '1.1') {
      throw new PeerError('bad-request', 'Expected a Host header, as HTTP/1.1 requires; got none. See RFC 9112, section 3.2.');
    }
    this.#guards.host(host);
  }

  /**
   * CORS for the origins that were allowed (Fetch standard, section 3.2); everybody else gets no such header, and his browser does the rest.
   * @returns true if the request was a preflight and is answered
   */
  #preflight(request: IncomingMessage, response: ServerResponse, method: string): boolean {
    const verdict = this.#guards.origin(request);
    if (verdict === 'none' || verdict === 'own') return false;
    if (verdict === 'foreign') {
      if (method !== 'GET') throw foreignOrigin(request);
      return false;
    }
    response.setHeader('Access-Control-Allow-Origin', request.headers.origin as string);
    response.setHeader('Vary', 'Origin');
    if (request.method !== 'OPTIONS') return false;
    response.writeHead(204, { 'Access-Control-Allow-Methods': method, 'Access-Control-Allow-Headers': 'Content-Type, Last-Event-ID' }).end();
    return true;
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    if (isStream(request.socket)) {
      // An upgrade stops the flow, and with it the news that the peer has gone.
      request.socket.resume();
      return;
    }
    const path = (request.url ?? '').split('?', 1)[0] as string;
    const handler = this.#upgrades.get(path);
    // Somebody else on this server may take what we do not.
    if (!handler && this.#server.listenerCount('upgrade') > 1) return;
    // An answer that is still owed would land in the middle of the frames.
    if (lastResponseOf(request.socket)?.writableFinished === false) {
      socket.destroy();
      return;
    }
    if (!isWebSocket(request)) {
      reenter(this.#server, request, socket, head);
      return;
    }
    try {
      this.#requireHost(request);
      if (!handler)
        throw new PeerError('not-found', `Expected an upgrade on ${[...this.#upgrades.keys()].join(', ')}; got ${path}. See docs/protocol.md.`);
      if (request.method !== 'GET') throw badMethod('GET', path, request);
      if (this.#guards.origin(request) === 'foreign') throw foreignOrigin(request);
      handler(request, socket, head);
    } catch (error) {
      this.refuse(socket, error);
    }
  }

  /** What Node could not parse, or what did not come in time. */
  #clientError(error: NodeJS.ErrnoException, socket: Socket): void {
    const problem = clientProblem(error);
    if (problem && isStream(socket)) return;
    const last = lastResponseOf(socket);
    if (!problem || !socket.writable) socket.destroy();
    else if (!last || (last.writableFinished && last.req.complete))
      hangUp(socket, rawProblem(problem, error.code === 'HPE_HEADER_OVERFLOW' ? 431 : undefined));
    // It is the body of this very request that is late or broken.
    else if (last.socket && !last.req.complete && !last.headersSent) this.answerProblem(last, problem);
    // Behind an answer that has begun, or is still to come, a status line would be taken for its body.
    else socket.destroy();
  }
}

const isWebSocket = ({ headers }: IncomingMessage): boolean => headers.upgrade?.toLowerCase() === 'websocket';

const hasBody = ({ headers }: IncomingMessage): boolean => Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined;

const badMethod = (right: string, path: string, { method }: IncomingMessage): PeerError =>
  new PeerError('bad-method', `Expected ${right} ${path}; got ${method}. Ask again with ${right}.`, { Allow: right });
