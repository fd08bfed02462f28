import { type Arm, type ArmClient, arms, type ClientOptions } from '../arms/index.ts';
import { Meter } from '../arms/meter.ts';
import { spokenArm } from '../dialects/arm.ts';
import { seededRandom, shuffled } from '../statistics/random.ts';
import { monotonic, until } from './clock.ts';
import type { Opened, OpenOrder } from './generator-messages.ts';

/**
 * Milliseconds of the first wait after a cut, and the longest. The bound doubles each time, and the wait is drawn uniformly below it, as in the
 * client library.
 */
const retry = { first: 500, longest: 30_000 };

/** Sockets opened at a time. A server's queue of connections that it has not accepted yet holds 511. */
const openAtOnce = 200;

/** Any number of raw clients of one arm, and their common meter. The next arm gets a new one. */
export class Load {
  readonly clients: ArmClient[] = [];
  /** Milliseconds, in the order of opening. */
  readonly phases: number[] = [];
  readonly meter = new Meter();
  /** Every client has to have everything up to this number. */
  goal = 0;
  readonly #known: readonly Arm[];
  #ready = 0;

  /** @param known the available arms; tests replace them */
  constructor(known: readonly Arm[] = arms) {
    this.#known = known;
  }

  /** Adds clients to the open ones, and waits until each is connected and knows its first cursor, or the time is over. */
  async open(order: OpenOrder): Promise<Opened> {
    const arm = order.spoken ? spokenArm(order.arm, order.spoken) : this.#armOf(order);
    const random = seededRandom(order.seed);
    const drawn = order.together ? Array.from({ length: order.count }, () => 0) : spread(order.count, order.pollInterval, random);
    const deadline = monotonic() + order.deadline;
    for (let from = 0; from < order.count; from += openAtOnce) {
      const there = this.clients.length;
      const options = drawn.slice(from, from + openAtOnce).map((phase, index) => ({ ...optionsFor(order, phase, random), number: there + index }));
      const batch = options.map((each) => arm.open(order.target, each, this.meter));
      this.clients.push(...batch);
      for (const client of batch) void client.ready.then(() => this.#count());
      const over = new AbortController();
      await Promise.race([Promise.all(batch.map(({ ready }) => ready)), until(deadline, over.signal)]).finally(() => over.abort());
    }
    this.phases.push(...drawn);
    const { incidents, unconnected } = this.meter;
    return { ready: this.#ready, asked: this.clients.length, troubles: [...incidents.keys(), ...(unconnected ? [unconnected] : [])] };
  }

  #armOf({ arm }: OpenOrder): Arm {
    const found = this.#known.find(({ name }) => name === arm);
    if (!found) throw new Error(`There is no arm ${arm}.`);
    return found;
  }

  #count(): void {
    this.#ready += 1;
  }
}

const optionsFor = ({ arm, spoken, pollInterval, hold, head }: OpenOrder, phase: number, random: () => number): ClientOptions => ({
  pollInterval,
  hold,
  phase,
  retry: (attempt) => random() * Math.min(retry.longest, retry.first * 2 ** attempt),
  ...((arm === 'tcp' || spoken) && { after: head }),
});

/** Random phases, one in each of `count` equal parts of the interval: each client's phase is random, and the clients are spread evenly. */
function spread(count: number, interval: number, random: () => number): number[] {
  const parts = Array.from({ length: count }, (_, part) => ((part + random()) / count) * interval);
  return shuffled(parts, random);
}
