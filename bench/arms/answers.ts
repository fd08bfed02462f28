import type { Answer, Gap } from '../../server/stream/protocol.ts';
import type { SeenAnswer } from '../model/index.ts';
import type { Known, NotificationBook } from './notification-book.ts';

/** A poll's 200, parsed. */
export interface ReadAnswer extends SeenAnswer {
  readonly entries: readonly Known[];
  readonly gap?: { readonly to: string; readonly bytes: number };
}

/** At most this many bodies are remembered, and this many bytes of them. */
const remembered = { count: 500, bytes: 8 * 1024 * 1024 };

/** Polling clients at the same cursor get the same body, so it is parsed once. */
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
    // JSON.stringify of a parsed notification gives the bytes that the server's JSON.stringify wrote.
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

/** The answer book that belongs to a notification book. */
export function answersOf(book: NotificationBook): AnswerBook {
  const known = books.get(book) ?? new AnswerBook(book);
  books.set(book, known);
  return known;
}
