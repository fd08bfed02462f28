import { performance } from 'node:perf_hooks';
import { type Arm, type ArmClient, arms, type ClientOptions } from '../arms/index.ts';
import { Meter } from '../arms/meter.ts';
import { Histogram } from '../statistics/histogram.ts';
import { seededRandom, shuffled } from '../statistics/random.ts';
import { monotonic, until } from './clock.ts';
import type { GeneratorReading, Opened, OpenOrder, Received } from './generator-messages.ts';

/** Milliseconds of the first wait after a cut, doubled each time, up to the second; drawn uniformly below, as the client library does. */
const retry = { first: 500, longest: 30_000 };

/** Sockets that are opened at a time: a server's queue of connections that it has not accepted yet holds 511. */
const openAtOnce = 200;

/** The load: any number of raw clients of one arm at a time. @param known the arms that there are; tests put others in their place */
export function createGenerator(known: readonly Arm[] = arms) {
  let clients: ArmClient[] = [];
  let phases: number[] = [];
  let meter = new Meter();
  let goal = 0;
  let ready = 0;

  const reading = (): GeneratorReading => {
    const { user, system } = process.cpuUsage();
    const { active, idle } = performance.eventLoopUtilization();
    const sum = { delivered: 0, doubled: 0, reordered: 0, gaps: 0, lost: 0 };
    for (const { ledger } of clients) {
      for (const field of ['delivered', 'doubled', 'reordered', 'gaps'] as const) sum[field] += ledger[field];
      sum.lost += ledger.lost(goal);
    }
    return { ...meter.reading, ...sum, opened: meter.opened.length, cpu: user + system, active, idle };
  };

  /** @returns whether it came true by the time of `monotonic()` */
  async function waitFor(holds: () => boolean, deadline: number): Promise<boolean> {
    while (!holds()) {
      if (monotonic() >= deadline) return false;
      let wake = () => {};
      const progress = new Promise<void>((resolve) => {
        wake = resolve;
      });
      meter.onProgress = wake;
      const over = new AbortController();
      // Looking at thousands of clients after each message would be work that nobody asked for: once in a while is enough.
      await Promise.race([progress.then(() => until(monotonic() + 5, over.signal)), until(deadline, over.signal)]).finally(() => over.abort());
    }
    return true;
  }

  return {
    /** Adds clients to those that there are. */
    async open(order: OpenOrder): Promise<Opened> {
      const arm = known.find(({ name }) => name === order.arm);
      if (!arm) throw new Error(`There is no arm ${order.arm}.`);
      const random = seededRandom(order.seed);
      const drawn = spread(order.count, order.pollInterval, random);
      const deadline = monotonic() + order.deadline;
      for (let from = 0; from < order.count; from += openAtOnce) {
        const batch = drawn.slice(from, from + openAtOnce).map((phase) => {
          const options: ClientOptions = {
            pollInterval: order.pollInterval,
            hold: order.hold,
            phase,
            retry: (attempt) => random() * Math.min(retry.longest, retry.first * 2 ** attempt),
            ...(order.arm === 'tcp' && { after: order.head }),
          };
          return arm.open(order.target, options, meter);
        });
        clients.push(...batch);
        for (const client of batch) {
          client.ready.then(() => {
            ready += 1;
          });
        }
        const over = new AbortController();
        await Promise.race([Promise.all(batch.map(({ ready }) => ready)), until(deadline, over.signal)]).finally(() => over.abort());
      }
      phases = [...phases, ...drawn];
      const troubles = [...meter.incidents.keys(), ...(meter.unconnected ? [meter.unconnected] : [])];
      return { ready, asked: clients.length, troubles };
    },
    /** @param origin a time of `monotonic()` from which polling clients count */
    start: (origin: number) => {
      for (const client of clients) client.start(origin);
    },
    /**
     * Waits until every client has everything up to `seq` and rests.
     * @param order.wait milliseconds at most
     * @returns what is missing by then, if anything
     */
    async drain({ seq, wait }: { seq: number; wait: number }): Promise<string | undefined> {
      goal = seq;
      for (const client of clients) client.restAt(seq);
      const all = await waitFor(() => clients.every(({ resting }) => resting), monotonic() + wait);
      const skipped = [...new Set(clients.flatMap(({ ledger }) => ledger.missing))].slice(0, 5);
      const behind = clients.filter(({ ledger }) => (ledger.seq ?? 0) < seq).length;
      const found = [
        behind > 0 && `${behind} of ${clients.length} clients had not got number ${seq}`,
        skipped.length > 0 && `skipped: ${skipped.join(', ')}`,
        !all && behind === 0 && 'a client did not come to rest',
      ].filter((one) => typeof one === 'string');
      return found.length > 0 ? found.join('; ') : undefined;
    },
    reading,
    received(): Received {
      const { latencies, incidents } = meter;
      return {
        latencies: latencies.buckets,
        mean: latencies.count > 0 ? latencies.mean : undefined,
        max: latencies.max,
        phases,
        incidents: [...incidents].map(([what, times]) => (times > 1 ? `${what} (${times} ×)` : what)),
      };
    },
    /** Starts new latencies; totals go on. */
    reset(): void {
      meter.latencies = new Histogram();
      meter.incidents.clear();
    },
    /** Cuts all clients at once (RST). @returns when, a time of `monotonic()` */
    cut(): number {
      for (const client of clients) client.cut();
      meter.lastReceipts = new Map();
      return monotonic();
    },
    /** What came since the cut: when each notification was due, and when the last of the clients got it; times of `monotonic()`. */
    lastReceipts: (): readonly (readonly [scheduled: number, received: number])[] => [...(meter.lastReceipts ?? [])],
    /** When connections were opened, times of `monotonic()`. */
    openings: (): readonly number[] => meter.opened,
    /** Ends all clients; the next ones begin from nothing. */
    close(): void {
      for (const client of clients) client.stop();
      clients = [];
      phases = [];
      meter = new Meter();
      goal = 0;
      ready = 0;
    },
  };
}

export type GeneratorHandlers = ReturnType<typeof createGenerator>;

/** Phases drawn uniformly, one in each of `count` equal parts of the interval: as random as it gets for a client, and even for all of them together. */
function spread(count: number, interval: number, random: () => number): number[] {
  const parts = Array.from({ length: count }, (_, part) => ((part + random()) / count) * interval);
  return shuffled(parts, random);
}
