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
