import { pollLoop } from '../poll-loop.ts';
import type { ClientTransport } from '../transport.ts';

/** Sends a request every `interval`, at absolute times, so that slow answers do not stretch the interval. */
export const polling: ClientTransport = {
  name: 'polling',

  subscribe(question, sink) {
    const start = performance.now();
    return pollLoop(question, sink, { pause: () => question.interval - ((performance.now() - start) % question.interval) });
  },
};
