/** Opcodes of RFC 6455 section 5.2. */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** One frame from the server. Its payload is a view of the chunk that it came in. */
export interface Frame {
  readonly opcode: number;
  /** The final frame of its message. */
  readonly fin: boolean;
  /** The first frame of a message that an extension has compressed (RFC 7692, section 6). */
  readonly isCompressed: boolean;
  readonly payload: Buffer;
}

/** Bytes. */
const longestFrame = 16 * 1024 * 1024;

/** The first reserved bit, which permessage-deflate uses. */
const compressedBit = 0x40;

/**
 * @param compressed whether a message may be compressed
 * @returns the place behind the frame that starts at `from`, or `from` if it is incomplete
 * @throws Error if it is masked, too long, or has the bit of an extension that was not negotiated
 */
export function readFrame(data: Buffer, from: number, take: (frame: Frame) => void, compressed = false): number {
  if (data.byteLength < from + 2) return from;
  const [first = 0, second = 0] = [data[from], data[from + 1]];
  if ((first & (compressed ? 0x30 : 0x70)) !== 0 || second >= 0x80)
    throw new Error(`Expected an unmasked frame without extensions; got one that begins with ${first} ${second}.`);
  const start = from + 2 + (second === 126 ? 2 : second === 127 ? 8 : 0);
  if (data.byteLength < start) return from;
  const length = second === 126 ? data.readUInt16BE(from + 2) : second === 127 ? Number(data.readBigUInt64BE(from + 2)) : second;
  if (length > longestFrame) throw new Error(`Expected a frame below ${longestFrame / 2 ** 20} MiB; got one of ${length} bytes.`);
  if (data.byteLength < start + length) return from;
  take({ opcode: first & 0x0f, fin: first >= 0x80, isCompressed: (first & compressedBit) !== 0, payload: data.subarray(start, start + length) });
  return start + length;
}

/** The header of an unmasked frame. @param length bytes of its payload */
export function frameStart(opcode: number, length: number): Buffer {
  const extra = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const header = Buffer.alloc(2 + extra);
  header[0] = 0x80 | opcode;
  header[1] = extra === 0 ? length : extra === 2 ? 126 : 127;
  if (extra === 2) header.writeUInt16BE(length, 2);
  else if (extra === 8) header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}

/**
 * A frame to the server: masked (RFC 6455 section 5.3). Masking protects proxies from crafted bytes; between these processes there is no attacker, so
 * the mask need not be random.
 */
export function maskedFrame(opcode: number, payload: Buffer): Buffer {
  const { byteLength } = payload;
  const header = frameStart(opcode, byteLength);
  header[1] = 0x80 | (header[1] ?? 0);
  const start = header.byteLength + 4;
  const frame = Buffer.alloc(start + byteLength);
  header.copy(frame);
  const mask = 0x5a17c3e9;
  frame.writeUInt32BE(mask, header.byteLength);
  for (let index = 0; index < byteLength; index += 1) {
    frame[start + index] = (payload[index] ?? 0) ^ ((mask >>> (24 - 8 * (index % 4))) & 0xff);
  }
  return frame;
}
