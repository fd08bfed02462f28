/** Bytes of memory per chunk besides its content: buffer object, link and tag. */
const chunkCost = 256;

interface Chunk<Tag> {
  readonly bytes: Buffer;
  readonly tag: Tag;
  offset: number;
  next: Chunk<Tag> | undefined;
}

/** A queue of bytes, from which pieces of any size can be taken without copying the rest. */
export class Queue<Tag> {
  #first: Chunk<Tag> | undefined;
  #last: Chunk<Tag> | undefined;
  #count = 0;
  bytes = 0;

  /** Bytes of memory, roughly. */
  get weight(): number {
    return this.bytes + this.#count * chunkCost;
  }

  /** The rest of the oldest chunk, and its tag. */
  get front(): { readonly left: number; readonly tag: Tag } | undefined {
    const first = this.#first;
    return first && { left: first.bytes.byteLength - first.offset, tag: first.tag };
  }

  push(bytes: Buffer, tag: Tag): void {
    const chunk: Chunk<Tag> = { bytes, tag, offset: 0, next: undefined };
    if (this.#last) this.#last.next = chunk;
    else this.#first = chunk;
    this.#last = chunk;
    this.#count += 1;
    this.bytes += bytes.byteLength;
  }

  /** @param length at most the rest of the oldest chunk */
  take(length: number): Buffer {
    const chunk = this.#first;
    if (!chunk) return Buffer.alloc(0);
    const taken = chunk.bytes.subarray(chunk.offset, chunk.offset + length);
    chunk.offset += taken.byteLength;
    this.bytes -= taken.byteLength;
    if (chunk.offset === chunk.bytes.byteLength) this.#dropFirst(chunk);
    return taken;
  }

  clear(): void {
    this.#first = undefined;
    this.#last = undefined;
    this.#count = 0;
    this.bytes = 0;
  }

  #dropFirst(chunk: Chunk<Tag>): void {
    this.#first = chunk.next;
    if (!chunk.next) this.#last = undefined;
    this.#count -= 1;
  }
}
