import type { IncomingMessage } from 'node:http';
import type { AnswerHead, HttpAnswer } from '../arms/http-answer.ts';
import type { PollSpeech } from '../dialects/dialect.ts';
import type { Fields } from '../model/index.ts';
import { ask, plainHead, unreachable } from './ask.ts';
import { type Endpoint, withoutNames } from './endpoint.ts';
import { decoded } from './event-stream.ts';
import { markBook } from './marks.ts';
import type { Book } from './watch/heard.ts';
import { CheckError, foreignOrigin } from './watch/place.ts';
import { Asked, type PollAnswer, type PollSource } from './watch/polls.ts';
import { requireJudgeable } from './watch/usable.ts';

/** Bytes of an answer that are read at most. */
const longestAnswer = 16 * 2 ** 20;

export class Poller implements PollSource {
  readonly #endpoint: Endpoint;
  readonly #speech: PollSpeech;
  readonly #book: Book<Buffer>;
  #cursor: string | undefined;

  constructor(endpoint: Endpoint, speech: PollSpeech, epoch: string) {
    this.#endpoint = endpoint;
    this.#speech = speech;
    this.#book = markBook(epoch);
  }

  get unmarked(): PollSource['unmarked'] {
    return this.#book.unmarked;
  }

  get hasCursor(): boolean {
    return this.#cursor !== undefined;
  }

  ask(): Asked {
    return this.#ask([]);
  }

  askAsForeign(): Asked {
    return this.#ask([['Origin', foreignOrigin]]);
  }

  #ask(more: Fields): Asked {
    const { url, fields } = this.#endpoint;
    const request = this.#speech.ask(url.pathname + url.search, this.#cursor);
    const asked = new Asked();
    const over = (failure?: Error) => {
      if (failure) asked.failure ??= failure;
      asked.changes.tell();
    };
    asked.giveUp = ask(
      { url, path: request.path, fields: [...request.fields, ['Accept', '*/*'], ...more, ...withoutNames(fields, more)] },
      {
        failed: (error) => over(unreachable(url, error)),
        answered: (head, message) =>
          this.#receive(head, message, over, (body) => {
            asked.answer = this.#read(head, body);
            over();
          }),
      },
    );
    return asked;
  }

  #receive(head: AnswerHead, message: IncomingMessage, fail: (error: Error) => void, complete: (body: Buffer) => void): void {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const stop = (error: unknown) => {
      message.destroy();
      fail(error instanceof Error ? error : new Error(String(error)));
    };
    try {
      requireJudgeable(plainHead(head), this.#endpoint);
      message.on('error', stop);
      const body = decoded(message, head);
      body.on('error', stop);
      body.on('data', (chunk: Buffer) => {
        bytes += chunk.byteLength;
        chunks.push(chunk);
        if (bytes > longestAnswer)
          stop(new CheckError(`Expected answers below ${longestAnswer / 2 ** 20} MiB from ${this.#endpoint.url.href}; got more.`));
      });
      body.on('end', () => complete(Buffer.concat(chunks)));
    } catch (error) {
      stop(error);
    }
  }

  #read(head: AnswerHead, body: Buffer): PollAnswer {
    const answer: HttpAnswer = { ...head, headBytes: head.end, body };
    this.#cursor = this.#speech.cursorOf?.(answer) ?? this.#cursor;
    return { head: plainHead(head), bytes: body.byteLength, marks: this.#book.read(body), hasMore: this.#speech.hasMore?.(answer) ?? false };
  }
}
