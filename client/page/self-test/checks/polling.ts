import { messageOf } from '../../errors.ts';
import { attempt, type Check, failed, isTimeout, ms, passed, request, seconds } from './check.ts';

export const polling: Check = {
  name: 'polling: request and response',
  run: (around, signal) =>
    attempt(around, signal, {
      patience: around.patience,
      async run(deadline, took) {
        const response = await request(around, 'polling?', deadline);
        const { cursor }: { cursor?: unknown } = await response.json();
        if (response.status !== 200 || typeof cursor !== 'string')
          return failed(`The response was ${response.status} without a cursor: a proxy answers instead of the lab.`);
        return passed(`Request and response took ${ms(took())}.`);
      },
      explain: (reason, took) =>
        failed(
          isTimeout(reason)
            ? `No response within ${seconds(around.patience)}: the browser has no free connection, or a proxy blocks the request.`
            : `No response after ${ms(took)}: ${messageOf(reason)}.`,
        ),
    }),
};
