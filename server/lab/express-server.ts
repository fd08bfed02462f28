import { createServer, IncomingMessage, type Server, ServerResponse } from 'node:http';
import express, { type Application } from 'express';

type Class<Instance> = new (...args: never[]) => Instance;

/**
 * Express sets the prototype of every request and response, which makes V8 discard their hidden class: an answer to a poll then costs eight times as much as with
 * bare `node:http`. If the server creates them with that prototype, the call changes nothing.
 * @param base the class that Node would use
 * @param methods what Express adds to it
 * @param owned what this app adds: `app`
 */
function withPrototype<Instance extends object>(base: Class<Instance>, methods: object, owned: object): Class<Instance> {
  const Tuned = class extends (base as Class<object>) {};
  Object.defineProperties(Tuned.prototype, Object.getOwnPropertyDescriptors(methods));
  Object.defineProperties(Tuned.prototype, Object.getOwnPropertyDescriptors(owned));
  return Tuned as Class<Instance>;
}

export interface ServerTimeouts {
  /** Milliseconds for a request head to arrive. */
  readonly headers?: number;
}

/** Milliseconds that an idle connection is kept. With Node's default of 5 s, slow pollers would reconnect for every request. */
export const keepAliveTimeout = 75_000;

/** Creates an Express app and its Node server, without that cost. The server does not listen yet. */
export function createExpressServer(timeouts: ServerTimeouts = {}): { app: Application; server: Server } {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  const prototypes = app as unknown as { request: object; response: object };
  const Request = withPrototype(IncomingMessage, express.request, prototypes.request);
  const Response = withPrototype(ServerResponse, express.response, prototypes.response);
  prototypes.request = Request.prototype;
  prototypes.response = Response.prototype;
  const headersTimeout = timeouts.headers ?? 10_000;
  const server = createServer(
    {
      IncomingMessage: Request as unknown as typeof IncomingMessage,
      ServerResponse: Response as unknown as typeof ServerResponse,
      headersTimeout,
      requestTimeout: 3 * headersTimeout,
      connectionsCheckingInterval: Math.min(headersTimeout, 1_000),
      keepAliveTimeout,
      // The host guard answers a missing Host with a problem document instead.
      requireHostHeader: false,
    },
    app,
  );
  return { app, server };
}
