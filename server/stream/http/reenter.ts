import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

const droppedHeaders = new Set(['upgrade', 'http2-settings']);

/**
 * Serves a request as if it had not asked for an upgrade (RFC 9110 section 7.8: a server may ignore it). Node hands over every upgrade once
 * somebody listens for one, unread body included; so the head is written anew without the header and goes back through the parser.
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
  // To an HTTPS server a connection is one that has not been decrypted yet.
  server.emit(socket instanceof TLSSocket ? 'secureConnection' : 'connection', socket);
}

const withoutDropped = (connection: string) =>
  connection
    .split(',')
    .filter((token) => !droppedHeaders.has(token.trim().toLowerCase()))
    .join(',') || 'keep-alive';
