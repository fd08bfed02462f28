import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Application } from 'express';
import type { RouteHandler, RouteOptions, UpgradeHandler } from '../../../stream/host.ts';
import { HttpHost } from '../../../stream/http/http-host.ts';
import type { HostOptions } from '../../../stream/http/stream-host.ts';
import type { Stop } from '../../../stream/log/notification-log.ts';
import { isName } from '../fields.ts';
import type { Presence } from './presence.ts';

/** Says whom a request makes present, and for how long. */
type Observe = (presence: Presence, who: string, request: IncomingMessage, response: ServerResponse) => void;

const open = (presence: Presence, who: string, ended: { once(event: 'close', listener: () => void): unknown }): void => {
  ended.once('close', presence.opened(who));
};

/** What asking over a transport says of who asks. A stream outlives its response: it is over with its connection. */
const observers: Readonly<Record<string, Observe>> = {
  '/stream/polling': (presence, who) => presence.polled(who),
  '/stream/long-polling': (presence, who, _request, response) => open(presence, who, response),
  '/stream/sse': (presence, who, { socket }) => open(presence, who, socket),
};

/** The name under which somebody follows the streams: `who=<name>` of the query. */
function whoIn(url = ''): string | undefined {
  // Nearly nobody has one, and whoever polls asks often.
  if (!url.includes('who=')) return undefined;
  const who = new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('who');
  return who !== null && isName(who) ? who : undefined;
}

/** The host of the lab's streams, which tells who is present. Transports do not know of it. */
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
      // What was refused has thrown, and makes nobody present.
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
