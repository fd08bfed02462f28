import type { AutocannonHandlers } from '../../processes/autocannon-main.ts';
import { endedAfter } from '../../processes/ended-after.ts';
import { forkProcess } from '../../processes/fork-process.ts';
import { quantile } from '../../statistics/histogram.ts';
import type { StartedLab } from '../lab/started-lab.ts';
import type { PlaceName } from './nodes.ts';

/** Publishes answered in a closed loop: one connection shows the latency of an acknowledged publish, many show the throughput. */
export interface PublishReading {
  readonly place: PlaceName;
  readonly round: number;
  /** Of all nodes together. */
  readonly connections: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly failures: number;
}

export interface PublishPlan {
  readonly payload: number;
  /** Seconds of the measurement, and of the warm-up before it: client and server compile, and Redis allocates. */
  readonly seconds: number;
  readonly connections: number;
}

const warmUp = 1;

/** One connection to one node, then many, in equal parts to each. */
export async function measurePublishing(
  place: PlaceName,
  round: number,
  nodes: readonly StartedLab[],
  plan: PublishPlan,
  signal: AbortSignal,
): Promise<readonly PublishReading[]> {
  const cannons = nodes.map(() => forkProcess<AutocannonHandlers>('autocannon-main', 'autocannon'));
  const body = JSON.stringify({ event: 'cost', data: 'x'.repeat(plan.payload - 2) });
  const run = (count: number, each: number, seconds: number) =>
    Promise.all(
      nodes
        .slice(0, count)
        .map((node, index) => cannons[index]?.call('run', { url: new URL('publish', node.url).href, body, connections: each, seconds }))
        .filter((report) => report !== undefined),
    );
  const stop = () => Promise.all(cannons.map((cannon) => cannon.stop()));
  return endedAfter(signal, stop, async () => {
    const readings: PublishReading[] = [];
    for (const [count, each] of [
      [1, 1],
      [nodes.length, Math.ceil(plan.connections / nodes.length)],
    ] as const) {
      await run(count, each, warmUp);
      const reports = await run(count, each, plan.seconds);
      const latencies = reports.flatMap((report) => report.latencies).sort(([one], [other]) => one - other);
      readings.push({
        ...{ place, round, connections: count * each, perSecond: reports.reduce((sum, { answers, seconds }) => sum + answers / seconds, 0) },
        ...{ p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) },
        failures: reports.reduce((sum, { failures }) => sum + failures, 0),
      });
    }
    return readings;
  });
}
