import { setTimeout as pause } from 'node:timers/promises';
import { StreamError } from '../../../client/stream/index.ts';
import type { Books } from '../books.ts';
import type { Reader } from './readers.ts';

/** Milliseconds between two publishes of one writer. */
const pace = 4;
/** Milliseconds after a publish that failed. */
const breath = 20;

/** Publishes over the streams of readers. Each writer waits for its answer, and never repeats a publish. */
export class Writers {
  readonly #books: Books;
  readonly #waiting = new Set<() => void>();
  #open = true;
  readonly #writing: Promise<unknown>;

  /** @param readers each gets one writer */
  constructor(books: Books, readers: readonly Reader[]) {
    this.#books = books;
    this.#writing = Promise.all(readers.map((reader, writer) => this.#write(reader, writer)));
  }

  /** Resolves when this number of further publishes was acknowledged. @param deadline milliseconds after which it resolves anyway, because only the next fault may let publishes through again */
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

  /** Stops publishing. Resolves when the last answers have arrived. */
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
