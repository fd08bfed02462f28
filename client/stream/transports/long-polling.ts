import { pollLoop } from '../poll-loop.ts';
import type { ClientTransport } from '../transport.ts';

/** Asks, waits for the answer as long as the server may hold it, and asks again at once. */
export const longPolling: ClientTransport = {
  name: 'long-polling',

  subscribe(question, sink) {
    return pollLoop(question, sink, { hold: question.hold });
  },
};
