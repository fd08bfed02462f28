import { attempt, type Check, failed, isTimeout, passed, request, seconds } from './check.ts';

export const longPolling: Check = {
  name: 'long-polling: a delayed response',
  run(around, signal) {
    const { hold, patience } = around;
    const longest = hold * 1_000 + patience;
    return attempt(around, signal, {
      patience: longest,
      async run(deadline, took) {
        const response = await request(around, `long-polling?after=now&hold=${hold}&`, deadline);
        await response.text();
        const after = seconds(took());
        if (!response.ok) return failed(`The response was ${response.status} after ${after}: a proxy does not wait for ${hold} s.`);
        if (took() < hold * 950) return passed(`Answered after ${after} instead of ${hold} s: the log grew, and the server moved the cursor.`);
        return passed(`Held for ${after}, then answered.`);
      },
      explain: (reason, took) =>
        failed(
          isTimeout(reason)
            ? `No response within ${seconds(longest)}: a proxy holds the request or its response; or the connection was cut, and the browser repeated the request by itself, as Firefox does.`
            : `Cut after ${seconds(took)}: a proxy or firewall closes connections that are idle for less than ${hold} s.`,
        ),
    });
  },
};
