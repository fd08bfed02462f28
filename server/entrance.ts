import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Application } from 'express';
import { lastResponseOf } from './socket-state.ts';
import { hasWaited } from './turns.ts';

/** What happens to a request before anything else; it calls `next` unless it has answered, and remembers the response at its socket. */
type Entrance = (request: IncomingMessage & { url: string }, response: ServerResponse, next: () => void) => void;

/**
 * Puts the entrance in front of an app. Where the app is all that listens to the server's requests, and nothing has been mounted on it yet, nobody's middleware can stand
 * between the server and the entrance: it is called before Express makes a request its own, which saves 3 µs of 16 for a poll. Otherwise it is the next middleware.
 */
export function enterFirst(app: Application, server: Server, enter: Entrance): void {
  const listeners = server.listeners('request');
  if (app.router.stack.length > 0 || listeners.length !== 1 || listeners[0] !== app) {
    app.use(enter);
    return;
  }
  server.off('request', app);
  server.on('request', (request: Parameters<Entrance>[0], response: ServerResponse) => enter(request, response, () => app(request, response)));
  // A second server may hand its requests to the same app.
  app.use((request, response, next) => {
    if (lastResponseOf(request.socket) === response || hasWaited(response)) next();
    else enter(request, response, next);
  });
}
