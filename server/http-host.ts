import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Application } from 'express';
import type { HostGuard } from './guard/host-names.ts';
import { foreignOrigin, type OriginGuard } from './guard/origin.ts';
import type { Host, RouteHandler, UpgradeHandler } from './host.ts';
import { answerJson } from './json-response.ts';
import type { Stop } from './log/notification-log.ts';
import { PeerError, problemOf, rawProblem } from './problem.ts';
import { reenter } from './reenter.ts';

interface Guards {
  readonly host: HostGuard;
  readonly origin: OriginGuard;
}

/** The seam between the transports and an Express app on a Node server: routes, upgrades, guards, and sockets that became streams. */
export class HttpHost implements Host {
  readonly onError: (error: unknown) => void;
  readonly #app: Application;
  readonly #server: Server;
  readonly #guards: Guards;
  readonly #upgrades = new Map<string, UpgradeHandler>();
  /** Sockets that carry a stream, and what was last asked on the others. */
  readonly #streams = new WeakSet<Duplex>();
  readonly #lastResponse = new WeakMap<Duplex, ServerResponse>();
  readonly #listeners: readonly [name: string, listener: (...args: never[]) => void][];

  constructor(app: Application, server: Server, guards: Guards, onError: (error: unknown) => void) {
    this.#app = app;
    this.#server = server;
    this.#guards = guards;
    this.onError = onError;
    app.use((request, response, next) => this.#enter(request, response, next));
    this.#listeners = [
      ['upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => this.#upgrade(request, socket, head)],
      ['clientError', (error: NodeJS.ErrnoException, socket: Socket) => this.#clientError(error, socket)],
    ];
    for (const [name, listener] of this.#listeners) server.on(name, listener as () => void);
  }

  close(): void {
    for (const [name, listener] of this.#listeners) this.#server.off(name, listener as () => void);
  }

  route(method: 'GET' | 'POST', path: string, handler: RouteHandler): void {
    this.#app.all(path, (request, response) => {
      const failed = (error: unknown) => this.answerProblem(response, error);
      try {
        if (this.#preflight(request, response, method)) return;
        if (request.method !== method) throw new PeerError('bad-method', `Expected ${method} ${path}; got ${request.method}.`, { Allow: method });
        handler(request, response)?.catch(failed);
      } catch (error) {
        failed(error);
      }
    });
  }

  onUpgrade(path: string, handler: UpgradeHandler): Stop {
    this.#upgrades.set(path, handler);
    return () => this.#upgrades.delete(path);
  }

  takeOver(socket: Socket): void {
    this.#streams.add(socket);
    // A listener of ours makes Node give up parsing this connection; its own must not see the bytes either.
    socket.removeAllListeners('data');
    socket.on('data', () => {});
  }

  refuse(socket: Duplex, error: unknown): void {
    if (!(error instanceof PeerError)) this.onError(error);
    socket.end(rawProblem(error));
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
  }

  /** The first thing that happens to every request. */
  #enter(request: IncomingMessage, response: ServerResponse, next: () => void): void {
    // Requests pipelined behind a stream: it has no end after which they could be answered.
    if (this.#streams.has(request.socket)) return;
    this.#lastResponse.set(request.socket, response);
    try {
      this.#guards.host(request.headers.host);
    } catch (error) {
      this.answerProblem(response, error);
      return;
    }
    next();
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
    if (this.#streams.has(socket)) return;
    const path = (request.url ?? '').split('?', 1)[0] as string;
    const handler = this.#upgrades.get(path);
    // Somebody else on this server may take what we do not.
    if (!handler && this.#server.listenerCount('upgrade') > 1) return;
    // An answer that is still owed would land in the middle of the frames.
    if (this.#lastResponse.get(socket)?.writableEnded === false) {
      socket.destroy();
      return;
    }
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      reenter(this.#server, request, socket, head);
      return;
    }
    try {
      this.#guards.host(request.headers.host);
      if (!handler) throw new PeerError('not-found', `Expected an upgrade on ${[...this.#upgrades.keys()].join(', ')}; got ${path}.`);
      if (request.method !== 'GET') throw new PeerError('bad-method', `Expected GET ${path}; got ${request.method}.`, { Allow: 'GET' });
      if (this.#guards.origin(request) === 'foreign') throw foreignOrigin(request);
      handler(request, socket, head);
    } catch (error) {
      this.refuse(socket, error);
    }
  }

  /** What Node could not parse, or what did not come in time. */
  #clientError(error: NodeJS.ErrnoException, socket: Socket): void {
    const unparsed = error.code?.startsWith('HPE_') || error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
    if (unparsed && this.#streams.has(socket)) return;
    // Behind an answer that has begun, or is still owed, a status line would be taken for its body.
    if (!unparsed || !socket.writable || this.#lastResponse.get(socket)?.writableEnded === false) {
      socket.destroy();
      return;
    }
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
      socket.end(rawProblem(new PeerError('slow-request', 'Expected a whole request sooner; got a part of one. Send it at once.')));
    } else if (error.code === 'HPE_HEADER_OVERFLOW') {
      socket.end(rawProblem(new PeerError('bad-request', 'Expected a request head of at most 16 KiB; got more. Send fewer cookies.'), 431));
    } else {
      socket.end(rawProblem(new PeerError('bad-request', `Expected HTTP/1.1; got something else (${error.code}). See RFC 9112.`)));
    }
  }
}
