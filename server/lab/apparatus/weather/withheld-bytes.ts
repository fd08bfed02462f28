/** Bytes of a response that a buffering proxy keeps. */
export class WithheldBytes {
  #parts: Buffer[] = [];
  length = 0;

  add(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.length += bytes.byteLength;
  }

  /** @returns all of them, which are handed on */
  take(): Buffer {
    const all = Buffer.concat(this.#parts);
    this.#parts = [];
    this.length = 0;
    return all;
  }
}
