import type { Arm } from '../arms/index.ts';
import { Histogram } from '../statistics/histogram.ts';
import { monotonic } from './clock.ts';
import { drain, settled } from './drain.ts';
import type { OpenOrder } from './generator-messages.ts';
import { Load } from './load.ts';
import { readingOf, receivedBy } from './load-readings.ts';

/**
 * The calls of the load generator, which opens clients of one arm at a time. A long function, because it lists them: each is a line or two.
 * @param known the available arms; tests replace them
 */
export function createGenerator(known?: readonly Arm[]) {
  let load = new Load(known);
  return {
    /** Adds clients to the open ones. */
    open: (order: OpenOrder) => load.open(order),
    /** @param origin a time of `monotonic()` from which polling clients count */
    start: (origin: number) => {
      for (const client of load.clients) client.start(origin);
    },
    /** Waits until every client has everything. @returns what is missing then, if anything */
    drain: (order: { seq: number; wait: number }) => drain(load, order),
    /** @see Line.settled */
    settled: () => settled(load),
    reading: () => readingOf(load),
    received: () => receivedBy(load),
    /** Clears latencies; totals go on. */
    reset(): void {
      load.meter.latencies = new Histogram();
      load.meter.incidents.clear();
    },
    /** The first `count` clients stop reading. */
    stall: (count: number) => {
      for (const client of load.clients.slice(0, count)) client.pause?.(true);
    },
    resume: () => {
      for (const client of load.clients) client.pause?.(false);
    },
    /** Cuts all clients at once (RST). @returns when, a time of `monotonic()` */
    cut(): number {
      for (const client of load.clients) client.cut();
      load.meter.lastReceipts = new Map();
      return monotonic();
    },
    /** For notifications since the cut: when each was due, and when the last client received it; times of `monotonic()`. */
    lastReceipts: (): readonly (readonly [scheduled: number, received: number])[] => [...(load.meter.lastReceipts ?? [])],
    /** When connections were opened, times of `monotonic()`. */
    openings: (): readonly number[] => load.meter.opened,
    /** Ends all clients; later ones begin from nothing. */
    close(): void {
      for (const client of load.clients) client.stop();
      load = new Load(known);
    },
  };
}

export type GeneratorHandlers = ReturnType<typeof createGenerator>;
