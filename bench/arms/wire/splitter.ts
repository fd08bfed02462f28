/** Finds the units of a stream, each with a header that says how long it is, wherever the network has cut them. Their contents are not kept. */
export class Splitter {
  readonly #size: number;
  readonly #read: (header: Buffer) => number;
  readonly #header: Buffer;
  #have = 0;
  /** Bytes to come that belong to no header. */
  #left: number;

  /**
   * @param size bytes of a header @param read is given each header, and says how many bytes follow it; the buffer is used again
   * @param preface bytes before the first header
   */
  constructor(size: number, read: (header: Buffer) => number, preface = 0) {
    this.#size = size;
    this.#read = read;
    this.#header = Buffer.alloc(size);
    this.#left = preface;
  }

  feed(bytes: Buffer): void {
    for (let place = 0; place < bytes.byteLength; ) {
      if (this.#left > 0) {
        const skipped = Math.min(this.#left, bytes.byteLength - place);
        this.#left -= skipped;
        place += skipped;
        continue;
      }
      const taken = bytes.copy(this.#header, this.#have, place, place + this.#size - this.#have);
      this.#have += taken;
      place += taken;
      if (this.#have < this.#size) return;
      this.#have = 0;
      this.#left = this.#read(this.#header);
    }
  }
}
