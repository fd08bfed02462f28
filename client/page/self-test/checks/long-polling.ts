import { problemIn } from '../../refusal.ts';
import { type Check, failed, isTimeout, passed, reasonOf, refused, seconds, unpublished, within } from './check.ts';

export const longPolling: Check = {
  name: 'long-polling: a delayed response',
  async run({ root, fetch, now, hold, patience }, signal) {
    const from = now();
    const longest = hold * 1_000 + patience;
    const limit = within(signal, longest);
    try {
      const response = await fetch(`${root}/stream/long-polling?after=now&hold=${hold}&event=${unpublished}`, { cache: 'no-store', signal: limit });
      const problem = await problemIn(response);
      if (problem) return refused(problem);
      await response.text();
      const took = now() - from;
      if (!response.ok) return failed(`The response was ${response.status} after ${seconds(took)}: a proxy does not wait for ${hold} s.`);
      if (took < hold * 950) return passed(`Answered after ${seconds(took)} instead of ${hold} s: the log grew, and the server moved the cursor.`);
      return passed(`Held for ${seconds(took)}, then answered.`);
    } catch (error) {
      if (isTimeout(reasonOf(error, limit)))
        return failed(
          `No response within ${seconds(longest)}: a proxy holds the request or its response; or the connection was cut, and the browser repeated the request by itself, as Firefox does.`,
        );
      return failed(`Cut after ${seconds(now() - from)}: a proxy or firewall closes connections that are idle for less than ${hold} s.`);
    }
  },
};
