import { WebSocketServer } from 'ws';
import type { Host } from '../../../stream/host.ts';
import { PeerError } from '../../../stream/problem.ts';

/** Connections at a time. */
const most = 100;
const messageBytes = 64 * 1024;

/**
 * `/naive/echo`: sends back each message as it came, text or bytes, and knows nothing else. It is what the open, send and close pages of tutorials talk to; nothing of it is kept, so what
 * is under way when the line is cut is lost.
 */
export function mountNaiveEcho(host: Host): void {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: messageBytes });
  server.on('wsClientError', (error, socket) =>
    host.refuse(
      socket,
      new PeerError('bad-request', `Expected a WebSocket handshake; got one that is none: ${error.message}. See RFC 6455, section 4.`),
    ),
  );
  host.route('GET', '/naive/echo', () => {
    throw new PeerError('upgrade-required', 'Expected a WebSocket upgrade; got a plain request. Open it with `new WebSocket(…)`.', {
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
    });
  });
  host.onUpgrade('/naive/echo', (request, socket, head) => {
    if (server.clients.size >= most) {
      throw new PeerError('unavailable', `Expected at most ${most} connections to the echo; got one more. Come back later.`, { 'Retry-After': '5' });
    }
    server.handleUpgrade(request, socket, head, (ws) => {
      // A frame that is none closes the connection, which `ws` has done by then.
      ws.on('error', () => {});
      // Who does not read what he sent is not read from either.
      ws.on('message', (data, binary) => {
        ws.pause();
        ws.send(data as Buffer, { binary }, () => ws.resume());
      });
    });
  });
}
