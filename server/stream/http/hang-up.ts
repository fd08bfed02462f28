import type { Duplex } from 'node:stream';

/** Reads on without looking, so that the end of the connection is noticed. */
export function discard(socket: Duplex): void {
  socket.removeAllListeners('data');
  socket.on('data', () => {});
}

/** Milliseconds for a peer to read the last word and to close. */
const lingering = 1_000;

/**
 * Whoever holds it then: a peer that never ends its side would keep a server from closing, and no list of Node's has a socket that asked for an upgrade.
 * @param grace milliseconds
 */
export function cutSoon(socket: Duplex, grace = lingering): void {
  if (socket.destroyed) return;
  const cut = setTimeout(() => socket.destroy(), grace);
  socket.once('close', () => clearTimeout(cut));
}

/** Says the last word. Closing at once on bytes that were not read would reset the connection, and the answer would be lost (RFC 9112, section 9.6). */
export function hangUp(socket: Duplex, lastWord?: string | Buffer, grace?: number): void {
  discard(socket);
  if (socket.writable) socket.end(lastWord);
  cutSoon(socket, grace);
}
