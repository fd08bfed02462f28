import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { PeerError, type ProblemCode } from '../problem.ts';
import { closeCodes } from '../protocol.ts';

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

/** A page cannot read the HTTP answer to a handshake; it would see only the close code 1006. Other clients can read it. */
export const isBrowser = ({ headers }: IncomingMessage): boolean => headers['user-agent']?.startsWith('Mozilla/') ?? false;

/** A refusal and the close code that stands for it. */
interface ToldByClose {
  readonly code: number;
  readonly refusal: PeerError;
}

const codes: { readonly [code in ProblemCode]?: number } = {
  unauthorized: closeCodes.unauthorized,
  forbidden: closeCodes.forbidden,
  'foreign-origin': closeCodes.foreignOrigin,
  'unknown-host': closeCodes.unknownHost,
  'too-many-requests': closeCodes.tryAgainLater,
  'too-many-streams': closeCodes.tryAgainLater,
};

/** @returns `undefined` for a refusal that every client gets in HTTP */
export function toldByClose(error: unknown): ToldByClose | undefined {
  if (!(error instanceof PeerError)) return undefined;
  const code = codes[error.code];
  return code === undefined ? undefined : { code, refusal: error };
}

/** Completes the handshake only to send a Close frame with the reason. Sends nothing of the stream and ignores what the peer sends. */
export function closeWithReason(request: IncomingMessage, socket: Duplex, head: Buffer, { code, refusal }: ToldByClose): void {
  server.handleUpgrade(request, socket, head, (ws) => {
    ws.on('error', () => {});
    ws.close(code, closeReason(refusal));
    const giveUp = setTimeout(() => ws.terminate(), closeGrace);
    ws.once('close', () => clearTimeout(giveUp));
  });
}

/** The code and the remedy, because a Close frame has no room for the first sentence of our messages. A message of one sentence, from an app's `authorize`, is sent whole. */
export function closeReason({ code, message }: PeerError): string {
  const end = message.indexOf('. ');
  const bytes = Buffer.from(`${code}: ${end < 0 ? message : message.slice(end + 2)}`);
  if (bytes.byteLength <= longestReason) return bytes.toString();
  return `${bytes.toString('utf8', 0, longestReason - 3).replace(/\uFFFD+$/, '')}…`;
}
