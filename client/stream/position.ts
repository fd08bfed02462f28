import type { Notification } from '../../server/stream/protocol.ts';
import { Bookkeeper } from './ledger.ts';
import type { Gap } from './options.ts';
import { isCursor, split } from './read.ts';
import { StreamError } from './stream-error.ts';

/** Logs that are remembered as left. */
const memory = 8;

/** How far the stream has been read. */
export class Position {
  readonly books = new Bookkeeper();
  /** `undefined` until the server has said where reading starts. */
  cursor: string | undefined;
  #left: string[] = [];
  #alternates = false;
  /** Messages in a row that could not be read at this cursor. */
  #stuck = 0;

  /** @returns whether the notification is new */
  take({ id }: Notification): boolean {
    const { fresh, moves } = this.books.take(id, this.cursor);
    if (moves) this.#at(id);
    return fresh;
  }

  move(cursor: string): void {
    if (this.books.skip(cursor, this.cursor)) this.#at(cursor);
  }

  /** @returns what is wrong if this leads back to a log that was left */
  gap({ from, to }: Gap): StreamError | undefined {
    const [before] = split(this.cursor ?? from);
    const [epoch] = split(to);
    this.books.gap();
    this.#at(to);
    if (epoch === before) return undefined;
    const back = this.#left.includes(epoch);
    this.#left = [...this.#left.filter((other) => other !== before), before].slice(-memory);
    if (!back || this.#alternates) return undefined;
    this.#alternates = true;
    return new StreamError(`Expected one log behind this address; got two by turns, ${before} and ${epoch}.`, {
      remedy: 'Let one process serve it, or all of them one log.',
    });
  }

  /**
   * The first time it is asked for again. After that it is stepped over, further each time, because in a filtered stream or a long answer the next
   * number need not be the one.
   * @param id that the message seems to have
   */
  skipOver(id: string, from = ''): Gap | undefined {
    this.#stuck += 1;
    if (!isCursor(from) || this.#stuck < 2) return undefined;
    const [epoch, seq] = split(from);
    const [other, own] = split(id);
    const next = seq + 2 ** Math.min(this.#stuck - 2, 10);
    const gap: Gap = { from, to: `${epoch}-${other === epoch && own > next ? own : next}`, reason: 'unreadable' };
    this.books.gap();
    this.cursor = gap.to;
    return gap;
  }

  #at(cursor: string): void {
    this.cursor = cursor;
    this.#stuck = 0;
  }
}
