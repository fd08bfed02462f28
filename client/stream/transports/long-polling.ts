import { pollLoop } from '../poll-loop.ts';
import type { ClientTransport } from '../transport.ts';

/** Asks, waits for the answer as long as it takes, and asks again at once. */
export const longPolling: ClientTransport = {
  name: 'long-polling',

  subscribe(question, sink) {
    const timeout = question.hold * 1_000 + question.patience;
    return pollLoop(question, sink, { name: 'long-polling', timeout, pause: () => 0 });
  },
};
