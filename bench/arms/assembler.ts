/** Bytes of a message at most, so that an endless one does not fill the memory. */
const longest = 16 * 1024 * 1024;

/**
 * Puts messages together that chunks have cut at any place. A complete message is handed on as a view of its chunk, valid until the next chunk comes.
 * Only an incomplete rest is copied.
 */
export class Assembler {
  #rest: Buffer | undefined;

  /** @param parse gets bytes and a place in them; it returns the place behind the first complete message there, or the same place if there is none */
  feed(chunk: Buffer, parse: (data: Buffer, from: number) => number): void {
    const data = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    this.#rest = undefined;
    let place = 0;
    while (place < data.byteLength) {
      const next = parse(data, place);
      if (next === place) break;
      place = next;
    }
    if (data.byteLength - place > longest) throw new Error(`Expected a message below ${longest / 2 ** 20} MiB; got one that does not end.`);
    if (place < data.byteLength) this.#rest = Buffer.from(data.subarray(place));
  }
}
