/** Bytes that are kept of each direction of an exchange, for the inspector. */
const limit = 4 * 1024;

/** The beginning of one direction. */
export class KeptBytes {
  readonly #chunks: Buffer[] = [];
  #size = 0;
  /** Bytes after those that are kept. */
  cut = 0;

  add(bytes: Buffer): void {
    const room = Math.min(limit - this.#size, bytes.byteLength);
    // A copy, because the original buffer is shared with other readers and much larger.
    if (room > 0) this.#chunks.push(Buffer.from(bytes.subarray(0, room)));
    this.#size += room;
    this.cut += bytes.byteLength - room;
  }

  /** Some bytes were not recorded. Later ones are not kept either, because they would seem to follow directly. */
  skip(bytes: number): void {
    this.cut += bytes;
    this.#size = limit;
  }

  get base64(): string {
    return Buffer.concat(this.#chunks).toString('base64');
  }
}

/** A request's head, rebuilt from what Node has parsed, with one space after each colon, as HTTP clients write it. */
export const headOf = ({ method, url, httpVersion, rawHeaders }: Head): string => {
  const fields = Array.from({ length: rawHeaders.length / 2 }, (_, index) => `${rawHeaders[2 * index]}: ${rawHeaders[2 * index + 1]}\r\n`);
  return `${method} ${url} HTTP/${httpVersion}\r\n${fields.join('')}\r\n`;
};

interface Head {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly httpVersion: string;
  readonly rawHeaders: readonly string[];
}

/** The same head with its secrets replaced by as many asterisks. */
export const masked = (head: string): string =>
  head.replace(
    /^(cookie|authorization|proxy-authorization): (.*)\r$/gim,
    (_line, name: string, value: string) => `${name}: ${'*'.repeat(value.length)}\r`,
  );
