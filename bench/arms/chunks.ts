/** Removes chunked framing from a body (RFC 9112 section 7.1), wherever the network has cut it. */
export class Chunks {
  /** Bytes of the current chunk that are still to come. */
  #left = 0;
  /** A chunk was read: its line end comes before the next size. */
  #begun = false;

  /**
   * @param take gets the contents of a chunk, as far as they have come, as a view
   * @param sized gets the declared size of each chunk; 0 is the last one
   * @returns the place up to which it was read: the same as `from` if a size line is not complete
   * @throws Error if a size is missing
   */
  read(data: Buffer, from: number, take: (bytes: Buffer) => void, sized: (length: number) => void): number {
    if (this.#left > 0) {
      const to = Math.min(from + this.#left, data.byteLength);
      this.#left -= to - from;
      take(data.subarray(from, to));
      return to;
    }
    const start = from + (this.#begun ? 2 : 0);
    const end = data.indexOf(0x0d, start);
    if (end < 0 || end + 2 > data.byteLength) return from;
    const line = data.toString('latin1', start, end);
    if (!/^[0-9a-f]{1,8}$/i.test(line)) throw new Error(`Expected the size of a chunk; got ${JSON.stringify(line.slice(0, 80))}.`);
    this.#left = Number.parseInt(line, 16);
    this.#begun = true;
    sized(this.#left);
    return end + 2;
  }
}
