import type { Written } from './draft.ts';
import { Page } from './page.ts';

/** Bytes of a page. What is kept beside the notifications is the rest of the newest page and what is released of the oldest. */
const least = 1_024;
const most = 64 * 1_024;
/** Pages that a window has at least: a window of a few kilobytes must not keep a page of many. */
const share = 16;

/** The pages of a window, oldest first: contiguous, each with as much room as the window is worth. */
export class Pages {
  readonly #maxBytes: number;
  readonly #pages: Page[] = [];
  /** The numbers of those that were published with a key. */
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

  /** A page is released as a whole: others may be reading from it, so its room is never used again. @returns the oldest number that is left, at most */
  release(oldest: number): number {
    for (let [page] = this.#pages; page && this.#pages.length > 1 && (page.last < oldest || this.#bytes > this.#maxBytes); [page] = this.#pages) {
      this.#pages.shift();
      this.#bytes -= page.size;
      // One that has left the window before its page may have been used again.
      for (const key of page.keys) if ((this.#keys.get(key) ?? 0) <= page.last) this.#keys.delete(key);
    }
    return this.#pages[0]?.first ?? oldest;
  }

  /** The number of the last one that was published with this key, as far as its page is kept; 0 if there is none. */
  find(key: string): number {
    return this.#keys.get(key) ?? 0;
  }

  /** The page of a number that is retained. */
  holding(seq: number): Page {
    let [low, high] = [0, this.#pages.length - 1];
    // Nearly everybody reads at the head.
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
