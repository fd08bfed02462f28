import { serve } from '../../server/lab/processes/channel.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { type ArmClient, armOf, type Target } from '../arms/index.ts';
import { Meter } from '../arms/meter.ts';
import { perTransport } from '../result/identity.ts';
import { monotonic } from './clock.ts';

/** Seconds of a hold; milliseconds of the first wait after a cut, doubled each time, drawn from below as the client library does. */
const habits = { hold: 25, retry: { first: 500, longest: 30_000 } };

/** The bots' process: as many raw clients of each transport as the lab last said. It goes when the lab goes. */
const clients = perTransport((): ArmClient[] => []);
/** Milliseconds between two questions of those that poll now. */
let asking: number | undefined;
const meters = perTransport(() => new Meter());

function open(name: TransportName, target: Target, pollInterval: number): ArmClient {
  const { hold, retry } = habits;
  const phase = Math.random() * pollInterval;
  const options = { pollInterval, hold, phase, retry: (attempt: number) => Math.random() * Math.min(retry.longest, retry.first * 2 ** attempt) };
  const client = armOf(name).open(target, options, meters[name]);
  void client.ready.then(() => client.start(monotonic()));
  return client;
}

interface Wanted {
  /** Where those connect that are new. */
  readonly target: Target;
  readonly counts: Readonly<Record<TransportName, number>>;
  /** Milliseconds between two questions of those that poll. */
  readonly pollInterval: number;
}

const handlers = {
  set({ target, counts, pollInterval }: Wanted) {
    // A client keeps the interval that it was opened with.
    if (pollInterval !== asking) for (const client of clients.polling.splice(0)) client.stop();
    asking = pollInterval;
    for (const name of transportNames) {
      const crowd = clients[name];
      for (const client of crowd.splice(counts[name])) client.stop();
      while (crowd.length < counts[name]) crowd.push(open(name, target, pollInterval));
    }
  },
};

export type BotsHandlers = typeof handlers;

serve(handlers);
