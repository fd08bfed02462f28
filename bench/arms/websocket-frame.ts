/** Opcodes of RFC 6455 section 5.2. */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** One frame from the server; its payload is a view of the chunk it came in. */
export interface Frame {
  readonly opcode: number;
  /** The last of its message. */
  readonly fin: boolean;
  readonly payload: Buffer;
}

/** Bytes. */
const longestFrame = 16 * 1024 * 1024;

/**
 * @returns the place behind the frame that starts at `from`, or `from` as long as it is not complete
 * @throws Error if it is masked, compressed or too long
 */
export function readFrame(data: Buffer, from: number, take: (frame: Frame) => void): number {
  if (data.byteLength < from + 2) return from;
  const [first = 0, second = 0] = [data[from], data[from + 1]];
  if ((first & 0x70) !== 0 || second >= 0x80)
    throw new Error(`Expected an unmasked frame without extensions; got one that begins with ${first} ${second}.`);
  const start = from + 2 + (second === 126 ? 2 : second === 127 ? 8 : 0);
  if (data.byteLength < start) return from;
  const length = second === 126 ? data.readUInt16BE(from + 2) : second === 127 ? Number(data.readBigUInt64BE(from + 2)) : second;
  if (length > longestFrame) throw new Error(`Expected a frame below ${longestFrame / 2 ** 20} MiB; got one of ${length} bytes.`);
  if (data.byteLength < start + length) return from;
  take({ opcode: first & 0x0f, fin: first >= 0x80, payload: data.subarray(start, start + length) });
  return start + length;
}

/** A frame to the server: masked (RFC 6455 section 5.3). The mask is against confused proxies, and needs no good randomness where there are none. */
export function maskedFrame(opcode: number, payload: Buffer): Buffer {
  const { byteLength } = payload;
  const extra = byteLength < 126 ? 0 : byteLength < 65_536 ? 2 : 8;
  const frame = Buffer.alloc(2 + extra + 4 + byteLength);
  frame[0] = 0x80 | opcode;
  frame[1] = 0x80 | (extra === 0 ? byteLength : extra === 2 ? 126 : 127);
  if (extra === 2) frame.writeUInt16BE(byteLength, 2);
  else if (extra === 8) frame.writeBigUInt64BE(BigInt(byteLength), 2);
  const mask = 0x5a17c3e9;
  frame.writeUInt32BE(mask, 2 + extra);
  for (let index = 0; index < byteLength; index += 1) {
    frame[2 + extra + 4 + index] = (payload[index] ?? 0) ^ ((mask >>> (24 - 8 * (index % 4))) & 0xff);
  }
  return frame;
}
