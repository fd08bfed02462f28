import type { Duplex } from 'node:stream';

/** Bytes that a client may send before its handshake is answered; RFC 6455, section 4.1 allows it none. */
const mostEarly = 16 * 1024;

/**
 * An upgrade stops the flow of its socket, and with it the news that the peer has gone. While somebody is asked who the peer is, the socket is read here.
 * @returns what ends that, and puts back what has come; whoever goes on has to listen in the same turn
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
