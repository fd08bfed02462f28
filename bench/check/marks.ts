import { messageOf } from '../../server/lab/processes/failure.ts';
import { markOf, newEpoch } from '../dialects/mark.ts';
import { monotonic } from '../processes/clock.ts';
import { markPlace } from '../processes/publisher.ts';
import { ask, unreachable } from './ask.ts';
import { CheckError, type Template, type Times } from './endpoint.ts';

/** Bytes of an answer to a publish that a message repeats. */
const quoted = 200;

/** Publishes marks, one after the other, each when the one before was taken. */
export class Marks {
  readonly epoch = newEpoch();
  readonly #template: Template;
  readonly #times: Times;
  /** The number of the last. */
  last = 0;

  constructor(template: Template, times: Times) {
    this.#template = template;
    this.#times = times;
  }

  /** @param length bytes of the mark with its padding @returns its number @throws CheckError if it is not taken */
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
