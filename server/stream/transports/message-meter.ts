/** Opcodes from here on are control frames, which may stand between the fragments of a message (RFC 6455 section 5.4). */
const control = 0x8;
const final = 0x80;
const masked = 0x80;
const maskLength = 4;

/**
 * Counts the bytes of an unfinished message, because `ws` does not reveal how much it keeps of one. It reads only the length of each frame (RFC 6455 section 5.2); `ws` checks
 * everything else.
 */
export class MessageMeter {
  #unfinished = 0;
  /** Bytes of the current frame that have come. */
  #come = 0;
  /** Bytes of its mask and payload that are still to come. */
  #left = 0;
  /** Its header up to the length. */
  readonly #header: number[] = [];
  #hasEnded = false;

  /** Whether a message has ended in the last chunk, or a frame outside of one: what is unfinished now has begun after it. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** @returns bytes of the message or frame that has begun but not ended; 0 if there is none */
  take(chunk: Buffer): number {
    this.#hasEnded = false;
    for (let at = 0; at < chunk.byteLength; ) {
      const inHeader = this.#left === 0;
      const step = inHeader ? 1 : Math.min(this.#left, chunk.byteLength - at);
      if (!inHeader) this.#left -= step;
      else this.#readHeader(chunk.readUInt8(at));
      at += step;
      this.#come += step;
      if (this.#left === 0 && sizeBehind(this.#header) !== undefined) this.#endFrame();
    }
    return this.#unfinished + this.#come;
  }

  #readHeader(byte: number): void {
    this.#header.push(byte);
    this.#left = sizeBehind(this.#header) ?? 0;
  }

  #endFrame(): void {
    const [first = 0] = this.#header;
    if ((first & 0x0f) < control) this.#unfinished = (first & final) !== 0 ? 0 : this.#unfinished + this.#come;
    if (this.#unfinished === 0) this.#hasEnded = true;
    this.#come = 0;
    this.#header.length = 0;
  }
}

/** @returns bytes of mask and payload; `undefined` while the header is incomplete */
function sizeBehind(header: readonly number[]): number | undefined {
  const [, second] = header;
  if (second === undefined) return undefined;
  const short = second & 0x7f;
  const longer = short === 126 ? 2 : short === 127 ? 8 : 0;
  if (header.length < 2 + longer) return undefined;
  const length = longer === 0 ? short : header.slice(2).reduce((sum, byte) => sum * 256 + byte, 0);
  return length + ((second & masked) !== 0 ? maskLength : 0);
}
