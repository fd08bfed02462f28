import { performance } from 'node:perf_hooks';
import type { GeneratorReading, Received } from './generator-messages.ts';
import type { Load } from './load.ts';

/** The counts of all clients, and the usage of this process. */
export function readingOf({ clients, meter, goal }: Load): GeneratorReading {
  const { user, system } = process.cpuUsage();
  const { active, idle } = performance.eventLoopUtilization();
  const sum = { delivered: 0, doubled: 0, reordered: 0, gaps: 0, told: 0, lost: 0 };
  for (const { ledger } of clients) {
    for (const field of ['delivered', 'doubled', 'reordered', 'gaps', 'told'] as const) sum[field] += ledger[field];
    sum.lost += ledger.lost(goal);
  }
  return { ...meter.reading, ...sum, opened: meter.opened.length, cpu: user + system, active, idle };
}

/** Latencies and incidents since the last reset. */
export function receivedBy({ meter: { latencies, incidents }, phases }: Load): Received {
  return {
    latencies: latencies.buckets,
    mean: latencies.count > 0 ? latencies.mean : undefined,
    max: latencies.max,
    phases: [...phases],
    incidents: [...incidents].map(([what, times]) => (times > 1 ? `${what} (${times} ×)` : what)),
  };
}
