import { get, handshake, openRaw, type RawConnection } from './raw-http.ts';

/** A client's frame (RFC 6455 section 5.2), with a mask of zeros: the payload stays readable. */
export function frame(payload: string | Buffer, { opcode = 0x1, final = true, masked = true } = {}): Buffer {
  const bytes = Buffer.from(payload);
  const length = bytes.byteLength;
  const mask = masked ? 0x80 : 0;
  const first = (final ? 0x80 : 0) | opcode;
  const header = length < 126 ? Buffer.from([first, mask | length]) : Buffer.alloc(length < 65_536 ? 4 : 10);
  if (header.byteLength > 2) {
    header[0] = first;
    header[1] = mask | (header.byteLength === 4 ? 126 : 127);
    if (header.byteLength === 4) header.writeUInt16BE(length, 2);
    else header.writeUInt32BE(length, 6);
  }
  return Buffer.concat([header, masked ? Buffer.alloc(4) : Buffer.alloc(0), bytes]);
}

export const command = (message: object): Buffer => frame(JSON.stringify(message));

/** A WebSocket without a library on this side, right behind its hello. */
export async function openRawWebSocket(lab: { readonly port: number }, query = ''): Promise<RawConnection> {
  const connection = await openRaw(lab);
  connection.send(get(`/stream/websocket${query}`, handshake));
  await connection.hears('"type":"hello"');
  return connection;
}

/** Code and reason of the Close frame that came last. */
export function closeOf(connection: RawConnection): { code: number; reason: string } {
  const bytes = Buffer.from(connection.received, 'latin1');
  const start = bytes.lastIndexOf(0x88);
  if (start < 0) throw new Error(`Expected a Close frame; got ${JSON.stringify(connection.received.slice(-200))}.`);
  const length = bytes[start + 1] ?? 0;
  return { code: bytes.readUInt16BE(start + 2), reason: bytes.toString('utf8', start + 4, start + 2 + length) };
}
