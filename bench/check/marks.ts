import { messageOf } from '../../server/lab/processes/failure.ts';
import { MarkBook, markOf, newEpoch } from '../dialects/mark.ts';
import { monotonic } from '../processes/clock.ts';
import { markPlace } from '../processes/publisher.ts';
import { ask, unreachable } from './ask.ts';
import type { Template } from './endpoint.ts';
import type { Book } from './watch/heard.ts';
import { CheckError, type MarkSource, type Times } from './watch/place.ts';

/** Bytes of an answer to a publish that a message repeats. */
const quoted = 200;

/** Finds the marks of an epoch in bytes. */
export function markBook(epoch: string): Book<Buffer> {
  const book = new MarkBook(epoch);
  return {
    get unmarked() {
      return { count: book.unmarked, last: book.lastUnmarked };
    },
    read(message) {
      const found: number[] = [];
      if (message.byteLength > 0) book.read(message, ({ seq }) => found.push(seq));
      return found;
    },
  };
}

/** Publishes marks over HTTP. */
export class Marks implements MarkSource {
  readonly epoch = newEpoch();
  readonly #template: Template;
  readonly #times: Times;
  last = 0;

  constructor(template: Template, times: Times) {
    this.#template = template;
    this.#times = times;
  }

  async publish(length?: number): Promise<number> {
    this.last += 1;
    const { method, url, path, fields, body } = this.#template;
    const mark = markOf(this.epoch, this.last, monotonic(), length);
    const text = body.replaceAll(markPlace, mark);
    const sized = text === '' ? fields : [...fields, ['Content-Length', String(Buffer.byteLength(text))] as const];
    const { status, said } = await this.#taken({ method, url, path: path.replaceAll(markPlace, mark), fields: sized, body: text });
    if (status >= 200 && status <= 299) return this.last;
    throw new CheckError(
      `Expected 2xx from ${method} ${url.href}; got ${status}${said && `, ${JSON.stringify(said)}`}. Look at --publish, --body and -H.`,
    );
  }

  #taken(question: Parameters<typeof ask>[0]): Promise<{ readonly status: number; readonly said: string }> {
    const { url } = question;
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        stop();
        reject(new CheckError(`Expected ${url.href} to answer a publish within ${this.#times.answer / 1_000} s; nothing came. Look at --publish.`));
      }, this.#times.answer);
      const fail = (error: Error) => {
        clearTimeout(late);
        reject(new CheckError(`Nothing can be published. ${messageOf(unreachable(url, error))}`));
      };
      const stop = ask(question, {
        failed: fail,
        answered({ status }, message) {
          let said = '';
          message.setEncoding('utf8').on('data', (text: string) => {
            said += text.slice(0, quoted - said.length);
          });
          message.on('error', fail).once('end', () => {
            clearTimeout(late);
            resolve({ status, said });
          });
        },
      });
    });
  }
}
