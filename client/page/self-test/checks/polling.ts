import { messageOf } from '../../errors.ts';
import { problemIn } from '../../refusal.ts';
import { type Check, failed, isTimeout, ms, passed, reasonOf, refused, seconds, unpublished, within } from './check.ts';

export const polling: Check = {
  name: 'polling: request and response',
  async run({ root, fetch, now, patience }, signal) {
    const from = now();
    const limit = within(signal, patience);
    try {
      const response = await fetch(`${root}/stream/polling?event=${unpublished}`, { cache: 'no-store', signal: limit });
      const problem = await problemIn(response);
      if (problem) return refused(problem);
      const { cursor }: { cursor?: unknown } = await response.json();
      if (response.status !== 200 || typeof cursor !== 'string')
        return failed(`The response was ${response.status} without a cursor: a proxy answers instead of the lab.`);
      return passed(`Request and response took ${ms(now() - from)}.`);
    } catch (error) {
      const reason = reasonOf(error, limit);
      if (isTimeout(reason))
        return failed(`No response within ${seconds(patience)}: the browser has no free connection, or a proxy blocks the request.`);
      return failed(`No response after ${ms(now() - from)}: ${messageOf(reason)}.`);
    }
  },
};
