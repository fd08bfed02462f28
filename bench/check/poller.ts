import { type AnswerHead, fieldOf, type HttpAnswer } from '../arms/http-answer.ts';
import type { PollSpeech } from '../dialects/dialect.ts';
import { MarkBook } from '../dialects/mark.ts';
import type { Fields } from '../model/index.ts';
import { ask, unreachable } from './ask.ts';
import { Changes } from './changes.ts';
import { CheckError, type Endpoint } from './endpoint.ts';
import { decoded } from './event-stream.ts';
import { requireJudgeable } from './usable.ts';

/** Bytes of an answer that are read at most. */
const longestAnswer = 16 * 2 ** 20;

/** An answer to a poll. */
export interface PollAnswer {
  readonly head: AnswerHead;
  readonly bytes: number;
  /** Numbers of the marks in it. */
  readonly marks: readonly number[];
  readonly hasMore: boolean;
}

/** A question that is under way: the answer, or why there is none. */
export class Asked {
  readonly changes = new Changes();
  answer: PollAnswer | undefined;
  failure: Error | undefined;
  giveUp: () => void = () => {};

  get isOver(): boolean {
    return this.answer !== undefined || this.failure !== undefined;
  }
}

/** Asks, and keeps the cursor of the last answer. */
export class Poller {
  readonly #endpoint: Endpoint;
  readonly #speech: PollSpeech;
  readonly #book: MarkBook;
  #cursor: string | undefined;

  constructor(endpoint: Endpoint, speech: PollSpeech, epoch: string) {
    this.#endpoint = endpoint;
    this.#speech = speech;
    this.#book = new MarkBook(epoch);
  }

  get unmarked(): { readonly count: number; readonly last: string } {
    return { count: this.#book.unmarked, last: this.#book.lastUnmarked };
  }

  get hasCursor(): boolean {
    return this.#cursor !== undefined;
  }

  /** @param more further fields */
  ask(more: Fields = []): Asked {
    const { url, fields } = this.#endpoint;
    const request = this.#speech.ask(url.pathname + url.search, this.#cursor);
    const asked = new Asked();
    const over = (failure?: Error) => {
      if (failure) asked.failure ??= failure;
      asked.changes.tell();
    };
    asked.giveUp = ask(
      { url, path: request.path, fields: [...request.fields, ['Accept', '*/*'], ...more, ...fields] },
      {
        failed: (error) => over(unreachable(url, error)),
        answered: (head, message) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          const stop = (error: unknown) => {
            message.destroy();
            over(error instanceof Error ? error : new Error(String(error)));
          };
          try {
            requireJudgeable(head, this.#endpoint);
            message.on('error', stop);
            const body = decoded(message, head);
            body.on('error', stop);
            body.on('data', (chunk: Buffer) => {
              bytes += chunk.byteLength;
              chunks.push(chunk);
              if (bytes > longestAnswer) stop(new CheckError(`Expected answers below ${longestAnswer / 2 ** 20} MiB from ${url.href}; got more.`));
            });
            body.on('end', () => {
              asked.answer = this.#read(head, Buffer.concat(chunks));
              over();
            });
          } catch (error) {
            stop(error);
          }
        },
      },
    );
    return asked;
  }

  #read(head: AnswerHead, body: Buffer): PollAnswer {
    const answer: HttpAnswer = { ...head, headBytes: head.end, body };
    this.#cursor = this.#speech.cursorOf?.(answer) ?? this.#cursor;
    const marks: number[] = [];
    if (body.byteLength > 0) this.#book.read(body, ({ seq }) => marks.push(seq));
    return { head, bytes: body.byteLength, marks, hasMore: this.#speech.hasMore?.(answer) ?? false };
  }
}

/** Whether a next question could say what was answered. */
export const hasTag = ({ head }: PollAnswer): boolean => fieldOf(head, 'etag') !== undefined;
