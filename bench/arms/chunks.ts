/** Takes the chunks off a body (RFC 9112 section 7.1), wherever the network cut them. */
export class Chunks {
  /** Bytes of the chunk under way that are still to come. */
  #left = 0;
  /** There was a chunk: the end of its line comes before the next size. */
  #begun = false;

  /**
   * @param take is given what a chunk holds, as far as it has come, as a view
   * @param sized is told what each chunk says that it holds; 0 is the last one
   * @returns the place up to which it was read: the same as `from` if a size line is not complete
   * @throws Error if there is no size where one must be
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
