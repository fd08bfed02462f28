import { type IncomingMessage, Server, type ServerResponse } from 'node:http';
import { Server as SecureServer } from 'node:https';

/** A request as Express passes it on: inside a mounted router, `url` lacks the path of the mount. */
export type PassedRequest = IncomingMessage & { url: string; readonly originalUrl?: string; readonly baseUrl?: string };

export type Middleware = (request: PassedRequest, response: ServerResponse, next: () => void) => void;

/** The methods of an Express app that are used here, which are the same in Express 4 and 5. */
export interface ExpressApp {
  (request: IncomingMessage, response: ServerResponse): unknown;
  use(middleware: Middleware): unknown;
  all(path: string, handler: Middleware): unknown;
  enabled(setting: string): boolean;
}

/** The methods of an Express router that are used here. */
export interface ExpressRouter {
  use(middleware: Middleware): unknown;
  route(path: string): unknown;
}

export const isRouter = (value: unknown): value is ExpressRouter =>
  typeof value === 'function' && has(value, 'use', 'all', 'route') && !has(value, 'listen');

/** Settings of Express for the spelling of paths: name for an app, name for a router. */
const rules = { 'strict routing': 'strict', 'case sensitive routing': 'caseSensitive' } as const;

/** Options of `express.Router()`, which it keeps as properties that its types do not mention. */
type RouterRules = { readonly [Name in (typeof rules)[keyof typeof rules]]?: boolean };

const isOn = (place: ExpressApp | (ExpressRouter & RouterRules), rule: keyof typeof rules): boolean =>
  'enabled' in place ? place.enabled(rule) : place[rules[rule]] === true;

/** Internals that only one of the two versions has. */
interface Inside {
  /** Express 4 only. */
  readonly lazyrouter?: unknown;
  /** Express 4, from the first middleware on. */
  readonly _router?: unknown;
  /** Express 5; in Express 4, reading it throws. */
  readonly router?: { readonly stack: readonly unknown[] };
  /** The app that this one is mounted on. */
  readonly parent?: ExpressApp & Inside;
}

/** Whether the app has no middleware and no routes yet. */
export function isUntouched(app: ExpressApp & Inside): boolean {
  return app.lazyrouter === undefined ? app.router?.stack.length === 0 : app._router === undefined;
}

/**
 * Removes differences in spelling that Express ignores unless its settings say otherwise: capitals, a slash at the end. A request to a proxy also has scheme and host before the path.
 * @returns the spelling that routes are registered with
 */
export function usualSpelling(place: ExpressApp | ExpressRouter, path: string): string {
  const [, exact = path, plain = path] = /^(?:https?:\/\/[^/]*)?((\/.*?)\/?)$/i.exec(path) ?? [];
  const spelt = isOn(place, 'strict routing') ? exact : plain;
  return isOn(place, 'case sensitive routing') ? spelt : spelt.toLowerCase();
}

/**
 * Checks the first two arguments of `attach` at run time, for callers in JavaScript.
 * @throws TypeError whose message says what was expected, what came and what to do
 */
export function requireAppAndServer(app: unknown, server: unknown): asserts server is Server {
  if (isServer(app) && isApp(server)) throw wrong('the server first and the app second', 'Swap them');
  if (!isApp(app) && !isRouter(app)) throw wrong(`${kindOf(app)} as the app`, 'express() makes one');
  if (isHttp2(server)) {
    throw wrong(
      'an HTTP/2 server',
      'WebSocket and endless responses are served over HTTP/1.1: use node:http or node:https, and let a proxy in front speak HTTP/2',
    );
  }
  if (!isServer(server))
    throw wrong(`${kindOf(server)} as the server`, 'createServer(app) of node:http or node:https makes one, and so does app.listen()');
  requireListener(app, server);
}

/** Refuses a server that passes its requests to another app: here it would get the WebSockets, but no request of the other transports. */
function requireListener(app: ExpressApp | ExpressRouter, server: Server): void {
  const listeners = server.listeners('request');
  if (listeners.length === 0) throw wrong('a server that hands its requests to nobody', 'Make it with createServer(app)');
  // A router does not know where it is mounted until a request comes.
  if (isRouter(app)) return;
  const [only] = listeners;
  // A plain function may call the app, and so may an app that this one is mounted on.
  if (listeners.length > 1 || only === app || !isApp(only) || ancestors(app).includes(only)) return;
  throw wrong('a server that hands its requests to another Express app', 'Hand in that app, or make the server with createServer(app)');
}

function ancestors({ parent }: ExpressApp & Inside): unknown[] {
  return parent === undefined ? [] : [parent, ...ancestors(parent)];
}

const wrong = (got: string, remedy: string) => new TypeError(`Expected attach(app, server, { log }); got ${got}. ${remedy}.`);

const has = (value: unknown, ...methods: string[]): boolean =>
  value !== null && value !== undefined && methods.every((name) => typeof Reflect.get(Object(value), name) === 'function');

const isApp = (value: unknown): value is ExpressApp => typeof value === 'function' && has(value, 'use', 'all', 'enabled', 'listen');
const isServer = (value: unknown): value is Server => value instanceof Server || value instanceof SecureServer;
/** Checks methods, because importing node:http2 for its class would cost every process time and memory. */
const isHttp2 = (value: unknown): boolean => !isServer(value) && has(value, 'updateSettings', 'setTimeout', 'listen');

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return `${value}`;
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' ? 'an object' : `the ${typeof value} ${JSON.stringify(value) ?? String(value)}`;
}
