import { StreamError, unlike } from './stream-error.ts';
import type { Question } from './transport.ts';

/**
 * Adds what tells the server who asks. It is asked for anew each time: rights end, and a ticket is good for one request.
 * @param url gets the ticket, where no header can be sent, or none was given
 * @param native opened by the platform, which sends no headers of ours
 * @throws StreamError `no-credentials`
 */
export async function present({ headers, ticket }: Question, url: URL, native?: unknown): Promise<Headers> {
  try {
    if (ticket && (native || !headers)) url.searchParams.set('ticket', await ticket());
    return new Headers(native ? undefined : await (typeof headers === 'function' ? headers() : headers));
  } catch (thrown) {
    throw new StreamError(unlike('headers or a ticket', `${thrown}`), { code: 'no-credentials' }, thrown);
  }
}
