import { get, handshake, openRaw, type RawConnection } from './raw-http.ts';

export * from './raw-frames.ts';

/** A WebSocket without a library on the client's side, returned once its hello has arrived. */
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
