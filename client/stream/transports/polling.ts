import { pollLoop } from '../poll-loop.ts';
import type { ClientTransport } from '../transport.ts';

/** Asks by the clock: on absolute deadlines, so that slow answers do not stretch the interval. */
export const polling: ClientTransport = {
  name: 'polling',

  subscribe(question, sink) {
    const { interval, patience } = question;
    const start = performance.now();
    return pollLoop(question, sink, {
      name: 'polling',
      timeout: patience,
      pause: () => interval - ((performance.now() - start) % interval),
    });
  },
};
