import type { IncomingMessage } from 'node:http';
import type { Host } from '../../stream/host.ts';

/** Wraps a host so that a guard runs before every handler. @param guard throws a PeerError to refuse */
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
