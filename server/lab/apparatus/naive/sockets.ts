import type { IncomingMessage } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Host } from '../../../stream/host.ts';
import { PeerError } from '../../../stream/problem.ts';

const messageBytes = 64 * 1024;

/**
 * WebSockets at one path, and nothing of the stream in them.
 * @param ask reads what is asked for, before the handshake. @throws PeerError that says why there is none
 */
export function naiveSockets<Asked>(
  host: Host,
  path: string,
  ask: (request: IncomingMessage) => Asked,
  open: (ws: WebSocket, asked: Asked) => void,
): void {
  const server = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload: messageBytes });
  server.on('wsClientError', (error, socket) =>
    host.refuse(
      socket,
      new PeerError('bad-request', `Expected a WebSocket handshake; got one that is none: ${error.message}. See RFC 6455, section 4.`),
    ),
  );
  host.route('GET', path, () => {
    throw new PeerError('upgrade-required', 'Expected a WebSocket upgrade; got a plain request. Open it with `new WebSocket(…)`.', {
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
    });
  });
  host.onUpgrade(path, (request, socket, head) => {
    const asked = ask(request);
    server.handleUpgrade(request, socket, head, (ws) => {
      // A frame that is none closes the connection, which `ws` has done by then.
      ws.on('error', () => {});
      open(ws, asked);
    });
  });
}
