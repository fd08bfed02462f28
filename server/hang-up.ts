import type { Duplex } from 'node:stream';

/** Reads on without looking, so that the end of the connection is noticed. */
export function discard(socket: Duplex): void {
  socket.removeAllListeners('data');
  socket.on('data', () => {});
}

/** Milliseconds for a refused peer to read why and to close. */
const lingering = 1_000;

/** Says the last word. Closing at once on bytes that were not read would reset the connection, and the answer would be lost (RFC 9112, section 9.6). */
export function hangUp(socket: Duplex, answer: string): void {
  discard(socket);
  socket.end(answer);
  const cut = setTimeout(() => socket.destroy(), lingering);
  socket.once('close', () => clearTimeout(cut));
}
