import type { Duplex } from 'node:stream';

/** Reads and discards what comes, so that Node notices the end of the connection. */
export function discard(socket: Duplex): void {
  socket.removeAllListeners('data');
  socket.on('data', () => {});
}

/** Milliseconds that a peer gets to read the last message and to close. */
const lingering = 1_000;

/**
 * Destroys a socket after a grace period. A peer that never closes its side would keep the server from closing, and `server.closeAllConnections` skips upgraded sockets.
 * @param grace milliseconds
 */
export function cutSoon(socket: Duplex, grace = lingering): void {
  if (socket.destroyed) return;
  const cut = setTimeout(() => socket.destroy(), grace);
  socket.once('close', () => clearTimeout(cut));
}

/** Sends a last message and closes. Closing at once with unread bytes would reset the connection, and the peer would lose the message (RFC 9112, section 9.6). */
export function hangUp(socket: Duplex, lastWord?: string | Buffer, grace?: number): void {
  discard(socket);
  if (socket.writable) socket.end(lastWord);
  cutSoon(socket, grace);
}
