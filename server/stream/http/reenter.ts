import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

const droppedHeaders = new Set(['upgrade', 'http2-settings']);

/**
 * Serves a request as if it had no `Upgrade` header, which a server may ignore (RFC 9110 section 7.8). Once a server has an `upgrade` listener, Node emits every
 * such request there with its body unread. So this writes the head again, without the header, and sends it through the parser once more.
 */
export function reenter(server: Server, request: IncomingMessage, socket: Socket, head: Buffer): void {
  const { rawHeaders } = request;
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const value = rawHeaders[index + 1] ?? '';
    if (droppedHeaders.has(name.toLowerCase())) continue;
    lines.push(`${name}: ${name.toLowerCase() === 'connection' ? withoutDropped(value) : value}`);
  }
  socket.removeAllListeners('error');
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  // An HTTPS server emits `connection` for the encrypted socket and `secureConnection` for the decrypted one.
  server.emit(socket instanceof TLSSocket ? 'secureConnection' : 'connection', socket);
}

const withoutDropped = (connection: string) =>
  connection
    .split(',')
    .filter((token) => !droppedHeaders.has(token.trim().toLowerCase()))
    .join(',') || 'keep-alive';
