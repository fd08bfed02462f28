import { serve } from '../../server/lab/processes/channel.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { type ArmClient, armOf, type Target } from '../arms/index.ts';
import { Meter } from '../arms/meter.ts';
import { type BotHabits, retryOf } from '../model/bot-habits.ts';
import { perTransport } from '../result/identity.ts';
import { monotonic } from './clock.ts';
import { DueBook } from './due-book.ts';

/** Seconds. */
const hold = 25;

/** The bots' process: the lab sets the number of raw clients of each transport. It ends when the lab ends. */
const clients = perTransport((): ArmClient[] => []);
/** Habits of the bots that are open now. */
let habits: BotHabits | undefined;
const meters = perTransport(() => new Meter());
/** Attempts to come back, by the time for which they were set. */
const due = new DueBook();

function open(name: TransportName, target: Target, wanted: BotHabits): ArmClient {
  const { pollInterval } = wanted;
  const phase = Math.random() * pollInterval;
  // Read at each cut, so a change of the wait also holds for open clients.
  const retry = (attempt: number) => {
    const wait = retryOf(habits ?? wanted, attempt, Math.random);
    due.add(Date.now(), wait);
    return wait;
  };
  const client = armOf(name).open(target, { pollInterval, hold, phase, retry }, meters[name]);
  void client.ready.then(() => client.start(monotonic()));
  return client;
}

interface Wanted {
  /** Where new bots connect. */
  readonly target: Target;
  readonly counts: Readonly<Record<TransportName, number>>;
  readonly habits: BotHabits;
}

const handlers = {
  set({ target, counts, habits: wanted }: Wanted) {
    // A client keeps the poll interval with which it was opened.
    if (wanted.pollInterval !== habits?.pollInterval) for (const client of clients.polling.splice(0)) client.stop();
    habits = wanted;
    for (const name of transportNames) {
      const crowd = clients[name];
      for (const client of crowd.splice(counts[name])) client.stop();
      while (crowd.length < counts[name]) crowd.push(open(name, target, wanted));
    }
  },
  /** @param at epoch milliseconds of the first count @returns attempts to come back that were set for each tenth of a second */
  due: ({ at, length }: { readonly at: number; readonly length: number }): number[] => due.read(at, length),
};

export type BotsHandlers = typeof handlers;

serve(handlers);
