import type { Epochs } from './epochs.ts';
import type { LogEntry } from './log-window.ts';
import type { Page } from './page.ts';

/** A view of one notification in a page. Created on demand, so it costs no memory while nobody reads it. */
export class Entry implements LogEntry {
  readonly seq: number;
  readonly #page: Page;
  readonly #epochs: Epochs;

  constructor(seq: number, page: Page, epochs: Epochs) {
    this.seq = seq;
    this.#page = page;
    this.#epochs = epochs;
  }

  get id(): string {
    return this.#epochs.cursor(this.seq);
  }

  get event(): string {
    return this.#page.event(this.seq);
  }

  get broadcast(): boolean {
    return this.#page.broadcast(this.seq);
  }

  /** The notification's JSON text: a part of the page. */
  get json(): Buffer {
    return this.#page.run(this.seq, this.seq);
  }
}
