import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Application } from 'express';
import type { RouteHandler, RouteOptions, UpgradeHandler } from '../../../stream/host.ts';
import { HttpHost } from '../../../stream/http/http-host.ts';
import type { HostOptions } from '../../../stream/http/stream-host.ts';
import type { Stop } from '../../../stream/log/notification-log.ts';
import { isName } from '../fields.ts';
import type { Presence } from './presence.ts';

/** Notes that a request makes its sender present. */
type Observe = (presence: Presence, who: string, request: IncomingMessage, response: ServerResponse) => void;

const open = (presence: Presence, who: string, ended: { once(event: 'close', listener: () => void): unknown }): void => {
  ended.once('close', presence.opened(who));
};

/** How a request over each transport counts. A stream ends with its connection, not with its response. */
const observers: Readonly<Record<string, Observe>> = {
  '/stream/polling': (presence, who) => presence.polled(who),
  '/stream/long-polling': (presence, who, _request, response) => open(presence, who, response),
  '/stream/sse': (presence, who, { socket }) => open(presence, who, socket),
};

/** The reader's name: `who=<name>` in the query. */
function whoIn(url = ''): string | undefined {
  // Fast path: most requests have no name, and polls are frequent.
  if (!url.includes('who=')) return undefined;
  const who = new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('who');
  return who !== null && isName(who) ? who : undefined;
}

/** The host of the lab's streams, which also tracks who is present. Transports do not know about it. */
export class PresenceHost extends HttpHost {
  readonly #presence: Presence;

  constructor(app: Application, server: Server, options: HostOptions, presence: Presence) {
    super(app, server, options);
    this.#presence = presence;
  }

  override route(method: 'GET' | 'POST', path: string, handler: RouteHandler, options?: RouteOptions): void {
    const observe = observers[path];
    const observed: RouteHandler = (request, response) => {
      const who = whoIn(request.url);
      const served = handler(request, response);
      // A refused request has thrown by now, and does not count.
      if (who !== undefined) observe?.(this.#presence, who, request, response);
      return served;
    };
    super.route(method, path, observe ? observed : handler, options);
  }

  override onUpgrade(path: string, handler: UpgradeHandler): Stop {
    const observed: UpgradeHandler = (request, socket, head) => {
      const who = whoIn(request.url);
      const served = handler(request, socket, head);
      if (who !== undefined) open(this.#presence, who, socket);
      return served;
    };
    return super.onUpgrade(path, path === '/stream/websocket' ? observed : handler);
  }
}
