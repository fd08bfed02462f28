import { messageOf } from '../../errors.ts';
import { attempt, type Check, type Finding, failed, isTimeout, ms, passed, request, seconds } from './check.ts';

const contentType = 'text/event-stream';

/** Why no event came in time. @param headers milliseconds after which the headers came; `undefined` if they did not */
function silence(patience: number, headers: number | undefined): Finding {
  if (headers === undefined)
    return failed(`No response headers within ${seconds(patience)}: the browser has no free connection, or a proxy buffers or blocks the response.`);
  return failed(
    `The response headers came after ${ms(headers)}, but no event within ${seconds(patience)}: a proxy buffers the stream until its buffer is full or the response ends.`,
  );
}

async function firstEvent(response: Response, took: () => number): Promise<Finding> {
  const type = response.headers.get('content-type') ?? 'none';
  if (!response.ok || !type.startsWith(contentType))
    return failed(`The response was ${response.status}, ${type}: that is no event stream, so an EventSource gives up.`);
  const encoding = response.headers.get('content-encoding');
  const first = await response.body?.getReader().read();
  if (!first || first.done) return failed(`The stream ended after ${ms(took())} without a byte.`);
  return passed(
    `The first event came after ${ms(took())}, while the response was open. It was ${encoding ? `compressed (${encoding})` : 'not compressed'}.`,
  );
}

/** Uses `fetch`, because an EventSource cannot tell headers without a body from no response at all. */
export const sse: Check = {
  name: 'sse: events while the response is open',
  async run(around, signal) {
    const { patience } = around;
    const ending = new AbortController();
    signal.addEventListener('abort', () => ending.abort(signal.reason), { once: true });
    let headers: number | undefined;
    const finding = await attempt(around, ending.signal, {
      patience,
      async run(deadline, took) {
        const response = await request(around, 'sse?', deadline, { Accept: contentType });
        headers = took();
        return firstEvent(response, took);
      },
      explain: (reason, took) => (isTimeout(reason) ? silence(patience, headers) : failed(`Cut after ${ms(took)}: ${messageOf(reason)}.`)),
    });
    ending.abort();
    return finding;
  },
};
