import { serve } from '../../server/lab/processes/channel.ts';
import { Histogram } from '../statistics/histogram.ts';
import { Readers, type ReadersOrder } from './readers.ts';

let readers = new Readers();

const handlers = {
  open: (order: ReadersOrder) => readers.open(order),
  reading: () => readers.reading,
  until: ({ delivered, wait }: { delivered: number; wait: number }) => readers.until(delivered, wait),
  stall: (count: number) => readers.stall(count),
  resume: () => readers.resume(),
  lookForGaps(): void {
    readers.looksForGaps = true;
  },
  /** From now on. @returns what was recorded before, as [milliseconds, how many] */
  latencies(): readonly (readonly [number, number])[] {
    const { latencies } = readers;
    readers.latencies = new Histogram();
    return latencies?.buckets ?? [];
  },
  close(): void {
    readers.close();
    readers = new Readers();
  },
};

export type ReadersHandlers = typeof handlers;

serve(handlers);
