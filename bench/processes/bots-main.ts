import { serve } from '../../server/lab/processes/channel.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { type ArmClient, armOf, type Target } from '../arms/index.ts';
import { Meter } from '../arms/meter.ts';
import { perTransport } from '../result/identity.ts';
import { monotonic } from './clock.ts';

/** Milliseconds between two questions; seconds of a hold; milliseconds of the first wait after a cut, doubled each time, drawn from below as the client library does. */
const habits = { pollInterval: 2_000, hold: 25, retry: { first: 500, longest: 30_000 } };

/** The bots' process: as many raw clients of each transport as the lab last said. It goes when the lab goes. */
const clients = perTransport((): ArmClient[] => []);
const meters = perTransport(() => new Meter());

function open(name: TransportName, target: Target): ArmClient {
  const { pollInterval, hold, retry } = habits;
  const phase = Math.random() * pollInterval;
  const options = { pollInterval, hold, phase, retry: (attempt: number) => Math.random() * Math.min(retry.longest, retry.first * 2 ** attempt) };
  const client = armOf(name).open(target, options, meters[name]);
  void client.ready.then(() => client.start(monotonic()));
  return client;
}

const handlers = {
  /** @param target where those connect that are new */
  set({ target, counts }: { target: Target; counts: Readonly<Record<TransportName, number>> }) {
    for (const name of transportNames) {
      const crowd = clients[name];
      for (const client of crowd.splice(counts[name])) client.stop();
      while (crowd.length < counts[name]) crowd.push(open(name, target));
    }
  },
};

export type BotsHandlers = typeof handlers;

serve(handlers);
