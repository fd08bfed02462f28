/**
 * Header of a server's text frame (RFC 6455 section 5.2): final, opcode 1, never masked; 2, 4 or 10 bytes.
 * Unmasked frames are the same bytes for every reader, so they are built once and shared.
 * @param length bytes of the payload
 */
function header(length: number): Buffer {
  if (length < 126) return Buffer.from([0x81, length]);
  if (length < 65_536) return Buffer.from([0x81, 126, length >> 8, length & 0xff]);
  const long = Buffer.alloc(10);
  long[0] = 0x81;
  long[1] = 127;
  long.writeUInt32BE(Math.floor(length / 2 ** 32), 2);
  long.writeUInt32BE(length >>> 0, 6);
  return long;
}

/** Text frames, one per payload, as one buffer. */
export const textFrames = (payloads: readonly Buffer[]): Buffer =>
  Buffer.concat(payloads.flatMap((payload) => [header(payload.byteLength), payload]));

export const textFrame = (message: object): Buffer => textFrames([Buffer.from(JSON.stringify(message))]);
