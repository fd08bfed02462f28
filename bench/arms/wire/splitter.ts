/** Finds the units of a stream, wherever the network has cut them. Each has a header that gives its length. Contents are not kept. */
export class Splitter {
  readonly #size: number;
  readonly #read: (header: Buffer) => number;
  readonly #header: Buffer;
  #have = 0;
  /** Bytes to come before the next header. */
  #left: number;

  /**
   * @param size bytes of a header @param read gets each header, and returns how many bytes follow it; the buffer is reused
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
