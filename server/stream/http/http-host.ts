import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { RouteHandler, RouteOptions, UpgradeHandler } from '../host.ts';
import type { Stop } from '../log/notification-log.ts';
import { handleFirst, hasFirstHandler } from './before-express.ts';
import { answerClientError } from './client-error.ts';
import { type ExpressApp, type ExpressRouter, isRouter, type PassedRequest, usualSpelling } from './express-app.ts';
import { intercept } from './intercept.ts';
import { isStream } from './socket-state.ts';
import { type HostOptions, type Route, StreamHost } from './stream-host.ts';
import { Upgrades } from './upgrades.ts';

/** Connects the transports to an Express app or router on a Node server. Paths count from the root of the server, like those of upgrades. */
export class HttpHost extends StreamHost {
  readonly #app: ExpressApp | ExpressRouter;
  readonly #upgrades: Upgrades;
  /** Routes that are found without Express's router, by the usual spelling of their path. */
  readonly #direct = new Map<string, Route>();
  #takesDirect = true;
  #knowsItsPlace = false;
  readonly #stops: readonly Stop[];
  #open = true;

  /** @throws Error if the app or the server has a host already */
  constructor(app: ExpressApp | ExpressRouter, server: Server, options: HostOptions) {
    if (hasFirstHandler(app) || attachedServers.has(server)) {
      throw new Error('Expected an app and a server with no streams on them; got one that has been attached to. Attach once, or close() the first.');
    }
    super(options);
    attachedServers.add(server);
    this.#app = app;
    this.#upgrades = new Upgrades(server, (request, socket, head, handler) => this.takeUpgrade(request, socket, head, handler));
    this.#stops = [
      handleFirst(app, server, (request, response, next) => this.enter(request, response, this.#find(request), next)),
      intercept(server, {
        upgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => this.#upgrades.hear(request, socket, head),
        clientError: (error: NodeJS.ErrnoException, socket: Socket) => {
          // Leave these errors to the app's own listener if it has one, but never let it write into a stream.
          if (server.listenerCount('clientError') > 0 && !isStream(socket)) return false;
          answerClientError(error, socket, (response, problem) => this.answerProblem(response, problem));
          return true;
        },
      }),
      () => this.#upgrades.close(),
      () => attachedServers.delete(server),
    ];
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const stop of this.#stops) stop();
  }

  route(method: 'GET' | 'POST', path: string, handler: RouteHandler, options?: RouteOptions): void {
    const serve = this.routeOf(method, path, handler, options);
    this.#upgrades.own(path);
    if (this.#takesDirect) for (const spelling of [path, usualSpelling(this.#app, path)]) this.#direct.set(spelling, serve);
    else if (isRouter(this.#app)) this.#app.use((request, response, next) => (this.#isAt(request, path) ? serve(request, response) : next()));
    else this.#app.all(path, (request, response, next) => (this.#open ? serve(request, response) : next()));
  }

  /** Direct routes are called by the first handler, without Express's matching. Routes that are added after this call are ordinary routes of Express. */
  override endOfDirectRoutes(): void {
    this.#takesDirect = false;
  }

  onUpgrade(path: string, handler: UpgradeHandler): Stop {
    return this.#upgrades.handle(path, handler);
  }

  #find(request: PassedRequest): Route | undefined {
    if (request.baseUrl && !this.#knowsItsPlace) this.#requirePlace(request.baseUrl);
    const path = pathOf(request);
    return this.#direct.get(path) ?? this.#direct.get(usualSpelling(this.#app, path));
  }

  #isAt(request: PassedRequest, path: string): boolean {
    return this.#open && usualSpelling(this.#app, pathOf(request)) === usualSpelling(this.#app, path);
  }

  /** Reports a wrong `base`: with it, WebSockets work but the other transports get 404. */
  #requirePlace(mountedAt: string): void {
    this.#knowsItsPlace = true;
    const [path = ''] = this.#direct.keys();
    if (`${path.toLowerCase()}/`.startsWith(`${mountedAt.toLowerCase()}/`)) return;
    const got = path.slice(0, path.indexOf('stream/'));
    this.onError(
      new Error(
        `Expected \`base\` of attach to begin with ${mountedAt}/, where its Router is mounted; got ${got}. It counts from the root of the server.`,
      ),
    );
  }
}

function pathOf({ originalUrl, url }: PassedRequest): string {
  const whole = originalUrl ?? url;
  const query = whole.indexOf('?');
  return query < 0 ? whole : whole.slice(0, query);
}

/** Servers that have a host. */
const attachedServers = new WeakSet<Server>();
