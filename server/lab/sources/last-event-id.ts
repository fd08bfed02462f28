import { printable } from '../../stream/printable.ts';

/** Bytes of an id that are presented again; a request's head has to hold it, and many servers take 8 KiB of that. */
const longest = 4_096;

// biome-ignore lint/suspicious/noControlCharactersInRegex: a header field cannot hold them (RFC 9110 section 5.5).
const unsendable = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/** The last id of a feed, as the next request presents it. */
export class LastEventId {
  #id = '';

  /** An id of no characters takes the one before back (HTML standard, section 9.2.6). @returns a sentence, if this one cannot be presented */
  take(id: string): string | undefined {
    const bytes = Buffer.byteLength(id);
    const sendable = bytes <= longest && !unsendable.test(id);
    this.#id = sendable ? id : '';
    if (sendable) return undefined;
    const got = bytes > longest ? `${bytes} bytes` : 'control characters';
    return `expected an id of at most ${longest} bytes without control characters; got ${got}. It cannot be presented, so what comes during a cut may be missed`;
  }

  /** An id is text, a header field is bytes: browsers send UTF-8, and fetch wants each byte as a character. */
  get headers(): Readonly<Record<string, string>> {
    return this.#id === '' ? {} : { 'Last-Event-ID': Buffer.from(this.#id).toString('latin1') };
  }

  /** For a line of the terminal. */
  toString(): string {
    return this.#id === '' ? '' : ` after ${printable(this.#id, 80)}`;
  }
}
