import type { IncomingMessage } from 'node:http';
import type { Host } from '../../stream/host.ts';

/** The same host, with a guard before every handler. @param guard throws a PeerError at who may not */
export const behind = (host: Host, guard: (request: IncomingMessage) => void): Host => ({
  route(method, path, handler, options) {
    const guarded: typeof handler = (request, response) => {
      guard(request);
      return handler(request, response);
    };
    host.route(method, path, guarded, options);
  },
  onUpgrade(path, handler) {
    return host.onUpgrade(path, (request, socket, head) => {
      guard(request);
      return handler(request, socket, head);
    });
  },
  takeOver: (socket) => host.takeOver(socket),
  refuse: (socket, error) => host.refuse(socket, error),
  onError: host.onError,
});
