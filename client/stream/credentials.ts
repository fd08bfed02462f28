import { bodyOf } from './refusal.ts';
import { StreamError, unlike } from './stream-error.ts';
import type { Question } from './transport.ts';

/**
 * Adds the credentials of one request. The app's functions are called each time, because rights expire and a ticket is good for one request.
 * @param url gets the ticket where headers cannot be sent or were not given
 * @param native truthy for an `EventSource` or a `WebSocket`: a browser lets nobody set their headers
 * @throws StreamError `no-credentials`, or the error that the app's ticket route answered
 */
export async function present({ headers, ticket }: Question, url: URL, native?: unknown): Promise<Headers> {
  try {
    if (ticket && (native || !headers)) {
      const given = await ticket();
      url.searchParams.set('ticket', typeof given === 'string' ? given : await bodyOf(given));
    }
    return new Headers((!native && (await (typeof headers === 'function' ? headers() : headers))) || undefined);
  } catch (thrown) {
    // The ticket route's answer already says whether a retry can help. It needs a code, because a publish without one counts as uncertain.
    if (thrown instanceof StreamError) throw thrown.code || thrown.final ? thrown : Object.assign(thrown, { code: 'no-credentials' });
    throw new StreamError(unlike('headers or a ticket', `${thrown}`), { code: 'no-credentials' }, thrown);
  }
}
