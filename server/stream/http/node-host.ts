import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RouteHandler, RouteOptions, UpgradeHandler } from '../host.ts';
import type { Stop } from '../log/notification-log.ts';
import { PeerError } from '../problem.ts';
import { isStream, remember } from './socket-state.ts';
import { type Route, type RoutedRequest, StreamHost } from './stream-host.ts';
import { isFree, isWebSocket, leaveToItsEnd, noUpgrade, pathOf } from './upgrades.ts';

/** The seam between the transports and whoever hands over requests and upgrades of a Node server. Paths are taken as they are spelt. */
export class NodeHost extends StreamHost {
  readonly #routes = new Map<string, Route>();
  readonly #upgrades = new Map<string, UpgradeHandler>();

  route(method: 'GET' | 'POST', path: string, handler: RouteHandler, options?: RouteOptions): void {
    this.#routes.set(path, this.routeOf(method, path, handler, options));
  }

  onUpgrade(path: string, handler: UpgradeHandler): Stop {
    this.#upgrades.set(path, handler);
    return () => this.#upgrades.delete(path);
  }

  close(): void {
    this.#routes.clear();
    this.#upgrades.clear();
  }

  /** @returns whether it was ours */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const route = this.#routes.get(ownPathOf(request));
    if (!hasUrl(request) || (!route && !isStream(request.socket))) {
      // What is asked next on this connection waits until it is answered.
      remember(request.socket, response);
      return false;
    }
    this.enter(request, response, route, notReached);
    return true;
  }

  /** @returns whether it was ours */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const path = ownPathOf(request);
    if (isStream(socket)) leaveToItsEnd(socket);
    else if (!this.#routes.has(path)) return false;
    else if (isFree(socket)) {
      const handler = isWebSocket(request) ? (this.#upgrades.get(path) ?? noUpgrade(request, this.#upgrades.keys())) : notAWebSocket(request);
      this.takeUpgrade(request, socket, head, handler);
    }
    return true;
  }
}

/** Who asks a proxy names the server before the path, and servers have to take that too (RFC 9112, section 3.2.2). */
const ownPathOf = (request: IncomingMessage): string => {
  const path = pathOf(request);
  return path.startsWith('/') ? path : path.replace(/^https?:\/\/[^/]*/i, '');
};

const hasUrl = (request: IncomingMessage): request is RoutedRequest => request.url !== undefined;

/** Only a request without a route goes on, and only one with a route comes in. */
const notReached = () => {};

/** Node has taken the request for an upgrade and parses no more of it, so that it cannot be served as if the header were absent. */
const notAWebSocket = ({ headers: { upgrade } }: IncomingMessage): PeerError =>
  new PeerError('bad-request', `Expected an upgrade to websocket, or none; got ${upgrade ?? 'none'}. Leave the header Upgrade out.`);
