/** Bytes of a response that are held back, as a buffering proxy does. */
export class WithheldBytes {
  #parts: Buffer[] = [];
  length = 0;

  add(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.length += bytes.byteLength;
  }

  /** Removes all bytes. @returns them, to be forwarded */
  take(): Buffer {
    const all = Buffer.concat(this.#parts);
    this.#parts = [];
    this.length = 0;
    return all;
  }
}
