import { messageOf } from '../../errors.ts';
import { problemIn } from '../../refusal.ts';
import { type Check, type Finding, failed, isTimeout, ms, passed, reasonOf, refused, seconds, unpublished, within } from './check.ts';

const contentType = 'text/event-stream';

/** Why no event came. @param headers milliseconds after which the headers came; `undefined` if they did not */
function silence(reason: unknown, patience: number, took: number, headers: number | undefined): Finding {
  if (!isTimeout(reason)) return failed(`Cut after ${ms(took)}: ${messageOf(reason)}.`);
  if (headers === undefined)
    return failed(`No response headers within ${seconds(patience)}: the browser has no free connection, or a proxy buffers or blocks the response.`);
  return failed(
    `The response headers came after ${ms(headers)}, but no event within ${seconds(patience)}: a proxy buffers the stream until its buffer is full or the response ends.`,
  );
}

/** Reads with `fetch`, because an EventSource does not tell headers without a body from no response at all. */
export const sse: Check = {
  name: 'sse: events while the response is open',
  async run({ root, fetch, now, patience }, signal) {
    const from = now();
    const ending = new AbortController();
    signal.addEventListener('abort', () => ending.abort(signal.reason), { once: true });
    const limit = within(ending.signal, patience);
    let answered: number | undefined;
    try {
      const response = await fetch(`${root}/stream/sse?event=${unpublished}`, { headers: { Accept: contentType }, cache: 'no-store', signal: limit });
      answered = now() - from;
      const problem = await problemIn(response);
      if (problem) return refused(problem);
      const type = response.headers.get('content-type') ?? 'none';
      if (!response.ok || !type.startsWith(contentType))
        return failed(`The response was ${response.status}, ${type}: that is no event stream, so an EventSource gives up.`);
      const encoding = response.headers.get('content-encoding');
      const first = await response.body?.getReader().read();
      if (!first || first.done) return failed(`The stream ended after ${ms(now() - from)} without a byte.`);
      return passed(
        `The first event came after ${ms(now() - from)}, while the response was open. It was ${encoding ? `compressed (${encoding})` : 'not compressed'}.`,
      );
    } catch (error) {
      return silence(reasonOf(error, limit), patience, now() - from, answered);
    } finally {
      ending.abort();
    }
  },
};
