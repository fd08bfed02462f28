import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RouteHandler, RouteOptions, UpgradeHandler } from '../host.ts';
import type { Stop } from '../log/notification-log.ts';
import { PeerError } from '../problem.ts';
import { isStream, remember } from './socket-state.ts';
import { type Route, type RoutedRequest, StreamHost } from './stream-host.ts';
import { isFree, isWebSocket, leaveToItsEnd, noUpgrade, pathOf } from './upgrades.ts';

/** Connects the transports to any Node server that passes its requests and upgrades here. Paths must match exactly. */
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

  /** @returns whether the request was for one of these routes */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const route = this.#routes.get(pathOf(request));
    if (!hasUrl(request) || (!route && !isStream(request.socket))) {
      // Remembered, so that the next request on this connection waits for its answer.
      remember(request.socket, response);
      return false;
    }
    this.enter(request, response, route, notReached);
    return true;
  }

  /** @returns whether the upgrade was for one of these routes */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const path = pathOf(request);
    if (isStream(socket)) leaveToItsEnd(socket);
    else if (!this.#routes.has(path)) return false;
    else if (isFree(socket)) {
      const handler = isWebSocket(request) ? (this.#upgrades.get(path) ?? noUpgrade(request, this.#upgrades.keys())) : notAWebSocket(request);
      this.takeUpgrade(request, socket, head, handler);
    }
    return true;
  }
}

const hasUrl = (request: IncomingMessage): request is RoutedRequest => request.url !== undefined;

/** `enter` calls `next` only for a request without a route, and `handle` passes it none of those. */
const notReached = () => {};

/** Node has stopped parsing this request as HTTP, so it cannot be served as if it had no `Upgrade` header. */
const notAWebSocket = ({ headers: { upgrade } }: IncomingMessage): PeerError =>
  new PeerError('bad-request', `Expected an upgrade to websocket, or none; got ${upgrade ?? 'none'}. Leave the header Upgrade out.`);
