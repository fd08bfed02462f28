import type { Duplex } from 'node:stream';

/** Bytes that a client may send before its handshake is answered; RFC 6455, section 4.1 allows none. */
const mostEarly = 16 * 1024;

/**
 * Reads a socket while `authorize` runs. Node pauses a socket at its upgrade, and on a paused socket nobody would notice that the peer has gone.
 * @returns a function that stops reading and puts the bytes back; the caller must listen in the same turn of the event loop
 */
export function waitAtHandshake(socket: Duplex): () => void {
  const early: Buffer[] = [];
  let bytes = 0;
  const keep = (chunk: Buffer) => {
    early.push(chunk);
    bytes += chunk.byteLength;
    if (bytes > mostEarly) socket.destroy();
  };
  const leave = () => void socket.destroy();
  socket.on('data', keep).once('end', leave);
  return () => {
    socket.off('data', keep).off('end', leave);
    if (early.length > 0 && !socket.destroyed) socket.unshift(Buffer.concat(early));
  };
}
