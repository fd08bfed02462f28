import type { Book } from '../../../bench/check/watch/heard.ts';
import { CheckError, type MarkSource } from '../../../bench/check/watch/place.ts';
import { messageOf } from '../errors.ts';
import { markPlace, type Request } from './request.ts';

/**
 * Characters of a mark: `zq`, four that no other check has, and five of its number in base 36. Letters and digits only: no escaping of text changes
 * them.
 */
const markLength = 11;
const [least, most] = [36 ** 3, 36 ** 4];

const newEpoch = (): string => (least + ((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % (most - least))).toString(36);

/** @param length of the text, which is filled behind the mark */
const markOf = (epoch: string, number: number, length = markLength): string =>
  `zq${epoch}${number.toString(36).padStart(5, '0')}`.padEnd(length, 'x');

/** Finds the marks of an epoch in text, each once a message. */
export function textBook(epoch: string): Book<string> {
  const unmarked = { count: 0, last: '' };
  return {
    unmarked,
    read(message) {
      const found = new Set([...message.matchAll(new RegExp(`zq${epoch}([0-9a-z]{5})`, 'g'))].map(([, digits = '']) => Number.parseInt(digits, 36)));
      if (found.size === 0) {
        unmarked.count += 1;
        unmarked.last = message.slice(0, 200);
      }
      return [...found];
    },
  };
}

/** Characters of an answer that a message repeats. */
const repeated = 200;

/** Publishes marks by POST. */
export class PageMarks implements MarkSource {
  readonly epoch = newEpoch();
  readonly #request: Request;
  readonly #signal: AbortSignal;
  last = 0;

  /** @param signal ends a publish that is under way */
  constructor(request: Request, signal: AbortSignal) {
    this.#request = request;
    this.#signal = signal;
  }

  async publish(length?: number): Promise<number> {
    this.last += 1;
    const mark = markOf(this.epoch, this.last, length);
    const { publish, body, headers, times } = this.#request;
    const url = decodeURI(publish?.href ?? '').replaceAll(markPlace, mark);
    const type: Record<string, string> = /^\s*[{[]/.test(body) ? { 'Content-Type': 'application/json' } : {};
    const late = AbortSignal.timeout(times.answer);
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...type, ...headers },
      body: body.replaceAll(markPlace, mark),
      cache: 'no-store',
      signal: AbortSignal.any([late, this.#signal]),
    }).catch((error: unknown) => {
      const what = late.aborted ? `nothing within ${times.answer / 1_000} s` : `${messageOf(error)}, and a page is not told more`;
      throw new CheckError(`Expected an answer from POST ${url}; got ${what}. Look whether the server runs, and allows this page to publish (CORS).`);
    });
    if (answer.ok) {
      await answer.arrayBuffer();
      return this.last;
    }
    const said = (await answer.text()).slice(0, repeated);
    throw new CheckError(
      `Expected 2xx from POST ${url}; got ${answer.status}${said && `, ${JSON.stringify(said)}`}. Look at the body and the headers.`,
    );
  }
}
