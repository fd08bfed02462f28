/** What a chunk of a connection turned out to be. */
export interface Reading {
  /** Bytes of heads in it. */
  readonly heads: number;
  /** The offset behind the head of a 101, if it was in this chunk. */
  readonly upgradedAt?: number;
}

type State = 'head' | 'length' | 'chunked' | 'until-end' | 'tunnel' | 'no-http';

/** Longest head that is looked at; the lab's own limit is the same. */
const headLimit = 16 * 1024;

/**
 * Follows the messages of one side of an HTTP/1.1 connection (RFC 9112 section 6.3), as much as a relay must know: where heads are and where messages
 * end. What is no HTTP, or was upgraded, is not looked at any more. Answers to HEAD are not told from others: no stream has them.
 */
export class HttpMessages {
  readonly #side: 'request' | 'response';
  #state: State = 'head';
  #head = '';
  #remaining = 0;
  #tail = '';

  constructor(side: 'request' | 'response') {
    this.#side = side;
  }

  /** Between two messages: nothing of a started one is missing. */
  get complete(): boolean {
    return this.#state === 'head' && this.#head === '';
  }

  /** What follows are frames, or nothing that can be told apart. */
  get tunnel(): boolean {
    return this.#state === 'tunnel' || this.#state === 'no-http';
  }

  /** The other side agreed to an upgrade. */
  upgrade(): void {
    this.#state = 'tunnel';
  }

  read(chunk: Buffer): Reading {
    let offset = 0;
    let heads = 0;
    let upgradedAt: number | undefined;
    while (offset < chunk.byteLength) {
      if (this.#state !== 'head') {
        offset += this.#body(chunk.subarray(offset));
        continue;
      }
      const taken = this.#readHead(chunk.subarray(offset));
      offset += taken;
      if ((this.#state as State) !== 'no-http') heads += taken;
      if ((this.#state as State) === 'tunnel') upgradedAt = offset;
    }
    return { heads, ...(upgradedAt !== undefined && { upgradedAt }) };
  }

  /** @returns bytes taken */
  #readHead(chunk: Buffer): number {
    const before = this.#head.length;
    this.#head += chunk.toString('latin1');
    const looksRight = this.#side === 'request' ? /^[A-Z]{0,10}($| )/ : /^(HTTP\/1|H?T{0,2}P?\/?$)/;
    const end = this.#head.indexOf('\r\n\r\n');
    if (!looksRight.test(this.#head) || (end < 0 && this.#head.length > headLimit)) {
      this.#state = 'no-http';
      return chunk.byteLength;
    }
    if (end < 0) return chunk.byteLength;
    this.#begin(this.#head.slice(0, end));
    this.#head = '';
    return end + 4 - before;
  }

  #begin(head: string): void {
    const status = this.#side === 'response' ? Number(head.slice(9, 12)) : 0;
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? Number.NaN);
    this.#tail = '';
    if (status === 101) this.#state = 'tunnel';
    else if ((status >= 100 && status < 200) || status === 204 || status === 304) this.#state = 'head';
    else if (/\r\ntransfer-encoding: *chunked/i.test(head)) this.#state = 'chunked';
    else if (length > 0) this.#state = 'length';
    else this.#state = this.#side === 'response' && Number.isNaN(length) ? 'until-end' : 'head';
    this.#remaining = length;
  }

  /** @returns bytes taken */
  #body(chunk: Buffer): number {
    if (this.#state === 'length') {
      const taken = Math.min(this.#remaining, chunk.byteLength);
      this.#remaining -= taken;
      if (this.#remaining === 0) this.#state = 'head';
      return taken;
    }
    if (this.#state === 'chunked') {
      // The last chunk ends a write in practice; a body that has the same bytes in its middle passes a moment early.
      this.#tail = (this.#tail + chunk.subarray(-7).toString('latin1')).slice(-7);
      if (/(^|\r\n)0\r\n\r\n$/.test(this.#tail)) this.#state = 'head';
    }
    return chunk.byteLength;
  }
}
