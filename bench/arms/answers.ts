import type { Answer, Gap } from '../../server/stream/protocol.ts';
import type { SeenAnswer } from '../model/index.ts';
import type { Known, NotificationBook } from './notification-book.ts';

/** A poll's 200, taken apart. */
export interface ReadAnswer extends SeenAnswer {
  readonly entries: readonly Known[];
  readonly gap?: { readonly to: string; readonly bytes: number };
}

/** Bodies remembered at most, and their bytes at most. */
const remembered = { count: 500, bytes: 8 * 1024 * 1024 };

/** Polling clients at the same place are answered with the same body, which is parsed once. */
export class AnswerBook {
  readonly #known = new Map<string, ReadAnswer>();
  readonly #book: NotificationBook;
  #bytes = 0;

  constructor(book: NotificationBook) {
    this.#book = book;
  }

  /** @param body of a 200 @throws Error if it is no answer of the protocol */
  read(body: Buffer): ReadAnswer {
    const text = body.toString('latin1');
    const known = this.#known.get(text);
    if (known) return known;
    const answer = this.#parse(body);
    if (this.#known.size >= remembered.count || this.#bytes > remembered.bytes) {
      this.#known.clear();
      this.#bytes = 0;
    }
    this.#known.set(text, answer);
    this.#bytes += text.length;
    return answer;
  }

  #parse(body: Buffer): ReadAnswer {
    const { cursor, notifications, gap, more } = JSON.parse(body.toString()) as Answer & { gap?: Gap };
    // What JSON.stringify wrote once it writes the same way again.
    const entries = notifications.map((notification) => this.#book.read(Buffer.from(JSON.stringify(notification))));
    return {
      cursor,
      notifications: entries.map(({ length }) => length),
      length: body.byteLength,
      entries,
      ...(more && { more }),
      ...(gap && { gap: { to: gap.to, bytes: Buffer.byteLength(JSON.stringify(gap)) } }),
    };
  }
}

const books = new WeakMap<NotificationBook, AnswerBook>();

/** The one book of answers that belongs to a book of notifications. */
export function answersOf(book: NotificationBook): AnswerBook {
  const known = books.get(book) ?? new AnswerBook(book);
  books.set(book, known);
  return known;
}
