import type { Answer } from '../../server/stream/protocol.ts';
import { present } from './credentials.ts';
import { readAnswer } from './read.ts';
import { bodyOf } from './refusal.ts';
import { mismatch, within } from './stream-error.ts';
import type { Question } from './transport.ts';

interface Exchange extends RequestInit {
  /** Milliseconds. */
  readonly timeout: number;
  readonly controller?: AbortController;
  /** Truthy to send only the credentials that an `EventSource` or a `WebSocket` can send: a ticket, no headers. */
  readonly native?: unknown;
}

/**
 * Sends one request and reads its whole body before the timeout. An aborted request rejects with the reason of the abort, because each browser throws a
 * different error of its own.
 * @throws StreamError
 */
export function exchange<Result>(
  question: Question,
  url: URL,
  { timeout, controller = new AbortController(), native, ...init }: Exchange,
  read: (text: string, response: Response) => Result,
): Promise<Result> {
  const { signal } = controller;
  const late = within(timeout, (error) => controller.abort(error));
  const aborted = new Promise<never>((_, reject) => {
    signal.onabort = () => reject(signal.reason);
  });
  const answered = async () => {
    const headers = await present(question, url, native);
    if (init.body) headers.set('Content-Type', 'application/json');
    const response = await question.fetch(url, { ...init, headers, signal });
    return read(await bodyOf(response), response);
  };
  return Promise.race([aborted, answered()]).finally(() => clearTimeout(late));
}

/**
 * Sends one request of polling or long polling.
 * @returns `undefined` if there is nothing new (204)
 */
export function ask(question: Question, url: URL, timeout: number, controller: AbortController, native?: unknown): Promise<Answer | undefined> {
  // Without no-store Chromium sends two tabs' identical long polls one after the other.
  return exchange(question, url, { cache: 'no-store', timeout, controller, native }, (text, { status, headers, redirected, url: from }) => {
    if (status === 204) return undefined;
    const answer = readAnswer(text);
    if (answer) return answer;
    const got = [headers.get('content-type'), redirected && `redirected to ${from.split('?')[0]}`, text].filter(Boolean).join(', ');
    throw mismatch(`this stream's JSON from ${url.origin}${url.pathname}`, got, { remedy: 'Another server answers there.' });
  });
}
