import { setTimeout as pause } from 'node:timers/promises';
import { StreamError } from '../../../client/stream/index.ts';
import type { Books } from '../books.ts';
import type { Reader } from './readers.ts';

/** Milliseconds between two publishes of one writer. */
const pace = 4;
/** Milliseconds after a publish that failed. */
const breath = 20;

/** Publishes over streams that read, too: each waits for its answer, and never publishes the same again. */
export class Writers {
  readonly #books: Books;
  readonly #waiting = new Set<() => void>();
  #open = true;
  readonly #writing: Promise<unknown>;

  /** @param readers one writer for each */
  constructor(books: Books, readers: readonly Reader[]) {
    this.#books = books;
    this.#writing = Promise.all(readers.map((reader, writer) => this.#write(reader, writer)));
  }

  /** Resolves when so many more were acknowledged. @param deadline milliseconds after which it resolves anyway: the next fault may be what is waited for */
  calm(publishes: number, deadline = 3_000): Promise<void> {
    const wanted = this.#books.published + publishes;
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(late);
        this.#waiting.delete(look);
        resolve();
      };
      const look = () => this.#books.published >= wanted && done();
      const late = setTimeout(done, deadline);
      this.#waiting.add(look);
    });
  }

  /** Publishes no more. Resolves when the last answers are there. */
  async stop(): Promise<void> {
    this.#open = false;
    await this.#writing;
  }

  async #write({ stream }: Reader, writer: number): Promise<void> {
    for (let n = 1; this.#open; n += 1) {
      const mark = { writer, n };
      try {
        const { id } = await stream.publish('mark', mark);
        if (id !== undefined) this.#books.acknowledge(id, mark);
        for (const look of this.#waiting) look();
        await pause(pace);
      } catch (error) {
        if (error instanceof StreamError && !error.uncertain) this.#books.refused += 1;
        else this.#books.doubt(mark);
        await pause(breath);
      }
    }
  }
}
