import type { Book } from '../../../bench/check/watch/heard.ts';
import { Asked, type PollAnswer, type PollSource } from '../../../bench/check/watch/polls.ts';
import { requireJudgeable } from '../../../bench/check/watch/usable.ts';
import { ask, headOf, unreadable } from './answers.ts';
import type { Request } from './request.ts';
import { textDialect } from './speech.ts';

/** Polls as a page does. It cannot see what a page of another origin may read. */
export class PagePoller implements PollSource {
  readonly #request: Request;
  readonly #book: Book<string>;
  readonly #open: Set<() => void>;
  #cursor: string | undefined;

  /** @param open gets what gives a question up */
  constructor(request: Request, book: Book<string>, open: Set<() => void>) {
    this.#request = request;
    this.#book = book;
    this.#open = open;
  }

  get hasCursor(): boolean {
    return this.#cursor !== undefined;
  }

  get unmarked(): PollSource['unmarked'] {
    return this.#book.unmarked;
  }

  ask(): Asked {
    const asked = new Asked();
    const giveUp = new AbortController();
    asked.giveUp = () => giveUp.abort();
    this.#open.add(asked.giveUp);
    this.#answer(giveUp.signal)
      .then(
        (answer) => {
          asked.answer = answer;
        },
        (error: unknown) => {
          asked.failure = unreadable(this.#request.url, error, this.#request.headers);
        },
      )
      .finally(() => {
        this.#open.delete(asked.giveUp);
        asked.changes.tell();
      });
    return asked;
  }

  async #answer(signal: AbortSignal): Promise<PollAnswer> {
    const speech = textDialect(this.#request.dialect, 'polls');
    const { url, headers } = speech.ask(this.#request.url, this.#cursor);
    const answer = await ask(url, { ...this.#request.headers, ...headers }, signal);
    const head = headOf(answer);
    requireJudgeable(head, this.#request);
    const body = await answer.text();
    this.#cursor = speech.cursorOf(answer.headers, body) ?? this.#cursor;
    return { head, bytes: new Blob([body]).size, marks: body === '' ? [] : this.#book.read(body), hasMore: speech.hasMore(body) };
  }
}
