import type { Written } from './draft.ts';
import { Page } from './page.ts';

/** Bytes of a page. Smaller pages waste less memory: the free rest of the newest page, and the released part of the oldest. */
const least = 1_024;
const most = 64 * 1_024;
/** A page takes at most this fraction of the window, so that a small window does not consist of one large page. */
const share = 16;

const nothing = { event: '', broadcast: false, key: undefined };

/** The pages of a window, oldest first and contiguous. The size of a page follows the size of the window. */
export class Pages {
  readonly #maxBytes: number;
  readonly #pages: Page[] = [];
  /** The number of the notification of each key. */
  readonly #keys = new Map<string, number>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes kept by all of them. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @param seq the next number */
  add(seq: number, json: string, { event, broadcast, key }: Pick<Written, 'event' | 'broadcast' | 'key'>): void {
    const length = Buffer.byteLength(json);
    const newest = this.#pages.at(-1);
    const page = newest?.hasRoom(length) ? newest : this.#turn(seq, length, newest);
    const before = page.size;
    page.add(json, length, event, broadcast);
    if (key !== undefined) this.#keys.set(page.keep(key), seq);
    this.#bytes += page.size - before;
  }

  /** Uses up the next number without a notification, because an epoch begins there. */
  skip(seq: number): void {
    this.add(seq, '', nothing);
  }

  /** Releases whole pages, and never reuses their buffers, because sockets may still be sending from them. @returns the oldest number in the pages that are left */
  release(oldest: number): number {
    for (let [page] = this.#pages; page && this.#pages.length > 1 && (page.last < oldest || this.#bytes > this.#maxBytes); [page] = this.#pages) {
      this.#pages.shift();
      this.#bytes -= page.size;
      // Keep a key that has been used again since: it now belongs to a newer notification.
      for (const key of page.keys) if ((this.#keys.get(key) ?? 0) <= page.last) this.#keys.delete(key);
    }
    return this.#pages[0]?.first ?? oldest;
  }

  /** The number of the last notification with this key, as long as its page is kept; 0 if there is none. */
  find(key: string): number {
    return this.#keys.get(key) ?? 0;
  }

  /** The page that holds a retained number. */
  holding(seq: number): Page {
    let [low, high] = [0, this.#pages.length - 1];
    // Try the newest page first: nearly every reader is there.
    if ((this.#pages[high]?.first ?? 0) <= seq) low = high;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#pages[middle]?.first ?? 0) <= seq) low = middle;
      else high = middle - 1;
    }
    const page = this.#pages[low];
    if (!page) throw new RangeError(`Notification ${seq} is not retained.`);
    return page;
  }

  #turn(seq: number, length: number, newest: Page | undefined): Page {
    if (newest) {
      this.#bytes -= newest.size;
      newest.seal();
      this.#bytes += newest.size;
    }
    const room = Math.min(most, Math.max(least, this.#bytes / share), this.#maxBytes / share);
    const page = new Page(seq, Math.max(Math.ceil(room), length + 1));
    this.#bytes += page.size;
    this.#pages.push(page);
    return page;
  }
}
