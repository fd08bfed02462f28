import { createServer, IncomingMessage, type Server, ServerResponse } from 'node:http';
import express, { type Application } from 'express';

type Class<Instance> = new (...args: never[]) => Instance;

/**
 * Express sets the prototype of every request and response anew, which makes V8 forget their shape: a poll answer then costs eight times what
 * bare `node:http` takes. When the server makes them with that very prototype, the call finds nothing to change.
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

/** Milliseconds that an idle connection is kept: Node's 5 s would have slow pollers connect anew for every question. */
export const keepAliveTimeout = 75_000;

/** An Express app on a Node server of its own, without the prototype tax. Neither listens yet. */
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
      // The guard at the door answers with a problem document instead.
      requireHostHeader: false,
    },
    app,
  );
  return { app, server };
}
