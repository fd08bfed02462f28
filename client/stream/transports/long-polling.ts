import { pollLoop } from '../poll-loop.ts';
import type { ClientTransport } from '../transport.ts';

/** Sends a request, which the server may hold until there is something new, and sends the next one at once. */
export const longPolling: ClientTransport = {
  name: 'long-polling',

  subscribe(question, sink) {
    return pollLoop(question, sink, { hold: question.hold });
  },
};
