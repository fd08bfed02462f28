import { constants, inflateRawSync } from 'node:zlib';

/** The bytes that permessage-deflate omits at the end of each message (RFC 7692, section 7.2.1). */
const tail = Buffer.from([0x00, 0x00, 0xff, 0xff]);

/** Bytes that a message may refer back to (RFC 1951, section 2), across messages if the context is kept. */
const window = 32_768;

/**
 * Unpacks the messages of one connection. The unpacked bytes are the dictionary of the next message. Each message is unpacked in one call, because
 * the streams of node:zlib do not answer at once.
 */
export class Inflater {
  readonly #keepsContext: boolean;
  #past = Buffer.alloc(0);

  /** @param keepsContext whether messages refer to earlier ones; `server_no_context_takeover` says that they do not */
  constructor(keepsContext: boolean) {
    this.#keepsContext = keepsContext;
  }

  /** @throws Error if these bytes are not compressed */
  unpack(payload: Buffer): Buffer {
    const options = { finishFlush: constants.Z_SYNC_FLUSH, ...(this.#past.byteLength > 0 && { dictionary: this.#past }) };
    const text = inflateRawSync(Buffer.concat([payload, tail]), options);
    if (this.#keepsContext) this.#past = Buffer.concat([this.#past, text]).subarray(-window);
    return text;
  }
}
