/** What a chunk of a connection contains. */
export interface Reading {
  /** Bytes of heads in it. */
  readonly heads: number;
  /** The offset after the head of a 101, if this chunk has one. */
  readonly upgradedAt?: number;
}

type State = 'head' | 'length' | 'chunked' | 'until-end' | 'tunnel' | 'no-http';

/** The most unanswered HEAD requests that are tracked. */
const mostUnanswered = 1_000;

/** Bytes of the longest head that is parsed; the lab has the same limit. */
const headLimit = 16 * 1024;

/**
 * Follows the messages of one side of an HTTP/1.1 connection (RFC 9112 section 6.3) as far as the relay needs it: where heads are and where messages
 * end. It stops at anything that is not HTTP, and after an upgrade.
 */
export class HttpMessages {
  readonly #side: 'request' | 'response';
  #state: State = 'head';
  #head = '';
  #remaining = 0;
  #tail = '';
  readonly #answers: HttpMessages | undefined;
  #count = 0;
  /** Numbers of answers without a body. */
  readonly #bodyless = new Set<number>();

  /** @param answers the follower of the answers, if these are requests: some requests have answers without a body */
  constructor(side: 'request' | 'response', answers?: HttpMessages) {
    this.#side = side;
    this.#answers = answers;
  }

  get #inHead(): boolean {
    return this.#state === 'head';
  }

  /** Whether the last message is complete. */
  get complete(): boolean {
    return this.#state === 'head' && this.#head === '';
  }

  /** Number of messages whose head has come, without answers below 200. */
  get count(): number {
    return this.#count;
  }

  /** Whether the following bytes are no HTTP messages, such as frames. */
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
      if (!this.#inHead) {
        offset += this.#body(chunk.subarray(offset));
        continue;
      }
      const taken = this.#readHead(chunk.subarray(offset));
      offset += taken;
      if (this.#state !== 'no-http') heads += taken;
      if (this.#state === 'tunnel') upgradedAt = offset;
    }
    return { heads, ...(upgradedAt !== undefined && { upgradedAt }) };
  }

  /** @returns bytes taken */
  #readHead(chunk: Buffer): number {
    const before = this.#head.length;
    // Convert only the first of many requests in a chunk; converting the rest each time would take quadratic time.
    const first = before === 0 ? chunk.indexOf('\r\n\r\n') : -1;
    this.#head += chunk.toString('latin1', 0, first < 0 ? chunk.byteLength : first + 4);
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
    this.#tail = '';
    this.#remaining = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? Number.NaN);
    this.#state = this.#side === 'request' ? this.#beginRequest(head) : this.#beginAnswer(head);
  }

  #beginRequest(head: string): State {
    this.#count += 1;
    if (head.startsWith('HEAD ')) this.#answers?.expectNoBody(this.#count);
    return this.#bodyState(head, 'head');
  }

  /** The answer of this number has no body, whatever its head says (RFC 9110 section 9.3.2). */
  expectNoBody(number: number): void {
    this.#bodyless.add(number);
    // No real client sends so many requests without waiting for an answer.
    if (this.#bodyless.size > mostUnanswered) this.#state = 'no-http';
  }

  #beginAnswer(head: string): State {
    const status = Number(head.slice(9, 12));
    if (status === 101) return 'tunnel';
    if (status < 200) return 'head';
    this.#count += 1;
    if (this.#bodyless.delete(this.#count) || status === 204 || status === 304) return 'head';
    return this.#bodyState(head, 'until-end');
  }

  #bodyState(head: string, withoutLength: State): State {
    if (/\r\ntransfer-encoding: *chunked/i.test(head)) return 'chunked';
    if (this.#remaining > 0) return 'length';
    return Number.isNaN(this.#remaining) ? withoutLength : 'head';
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
      // In practice the last chunk ends a write. A body with the same bytes in its middle is taken for complete a moment early.
      this.#tail = (this.#tail + chunk.subarray(-7).toString('latin1')).slice(-7);
      if (/(^|\r\n)0\r\n\r\n$/.test(this.#tail)) this.#state = 'head';
    }
    return chunk.byteLength;
  }
}
