import { bodyOf } from './refusal.ts';
import { StreamError, unlike } from './stream-error.ts';
import type { Question } from './transport.ts';

/**
 * Adds what tells the server who asks. It is asked for anew each time: rights end, and a ticket is good for one request.
 * @param url gets the ticket, where no header can be sent, or none was given
 * @param native opened by the platform, which sends no headers of ours
 * @throws StreamError `no-credentials`, or what the answer to the question for a ticket says
 */
export async function present({ headers, ticket }: Question, url: URL, native?: unknown): Promise<Headers> {
  try {
    if (ticket && (native || !headers)) {
      const given = await ticket();
      url.searchParams.set('ticket', typeof given === 'string' ? given : await bodyOf(given));
    }
    return new Headers(native ? undefined : await (typeof headers === 'function' ? headers() : headers));
  } catch (thrown) {
    // An app's own answer says whether it helps to ask again.
    if (thrown instanceof StreamError) throw thrown;
    throw new StreamError(unlike('headers or a ticket', `${thrown}`), { code: 'no-credentials' }, thrown);
  }
}
