import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { PeerError } from './problem.ts';
import { closeCodes } from './protocol.ts';

/** Bytes of the reason in a Close frame (RFC 6455, section 5.5). */
const longestReason = 123;
/** Milliseconds for the peer to answer the Close frame. */
const closeGrace = 1_000;

const server = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: 125,
  handleProtocols: () => false,
});

/** A page cannot read the HTTP answer to a handshake, and its user would see the code 1006 alone. Others can, and are answered in HTTP. */
export const isBrowser = ({ headers }: IncomingMessage): boolean => headers['user-agent']?.startsWith('Mozilla/') ?? false;

/** Completes the handshake for nothing but a Close frame that says why. Nothing of the stream is sent, and nothing that the peer sends is looked at. */
export function closeWithReason(request: IncomingMessage, socket: Duplex, head: Buffer, refusal: PeerError): void {
  server.handleUpgrade(request, socket, head, (ws) => {
    ws.on('error', () => {});
    ws.close(refusal.code === 'unknown-host' ? closeCodes.unknownHost : closeCodes.foreignOrigin, shortened(refusal));
    const giveUp = setTimeout(() => ws.terminate(), closeGrace);
    ws.once('close', () => clearTimeout(giveUp));
  });
}

/** The code and the remedy: what was expected and what came, whoever asked knows. */
function shortened({ code, message }: PeerError): string {
  const bytes = Buffer.from(`${code}: ${message.slice(message.indexOf('. ') + 2)}`);
  if (bytes.byteLength <= longestReason) return bytes.toString();
  return `${bytes.toString('utf8', 0, longestReason - 3).replace(/\uFFFD+$/, '')}…`;
}
