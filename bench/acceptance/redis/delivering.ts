import { parseCursor } from '../../../server/stream/protocol.ts';
import { monotonic } from '../../processes/clock.ts';
import { endedAfter } from '../../processes/ended-after.ts';
import { forkProcess } from '../../processes/fork-process.ts';
import type { GeneratorHandlers } from '../../processes/generator.ts';
import { processorTime } from '../../processes/process-usage.ts';
import type { PublisherHandlers } from '../../processes/publisher-handlers.ts';
import { quantile } from '../../statistics/histogram.ts';
import type { StartedLab } from '../lab/started-lab.ts';
import type { PlaceName } from './nodes.ts';

/** What readers over WebSocket received. They are spread over the nodes; one node is published to at a steady rate. */
export interface DeliveryReading {
  readonly place: PlaceName;
  readonly round: number;
  readonly readers: number;
  /** Notifications a second. */
  readonly rate: number;
  readonly deliveries: number;
  /** Milliseconds from when a publish was due to its delivery. */
  readonly p50: number;
  readonly p99: number;
  /** Microseconds of processor time of all nodes together for one delivery, without Redis. */
  readonly cpu: number;
  readonly lost: number;
}

export interface DeliveryPlan {
  readonly payload: number;
  readonly seconds: number;
  readonly readers: number;
  readonly rate: number;
}

/** Milliseconds until the last delivery, and until every reader has its hello. */
const patience = 60_000;
/** Seconds at the same rate before the measurement, in which client and server compile. */
const warmUp = 2;

export async function measureDelivering(
  place: PlaceName,
  round: number,
  nodes: readonly StartedLab[],
  plan: DeliveryPlan,
  signal: AbortSignal,
): Promise<DeliveryReading> {
  const reader = forkProcess<GeneratorHandlers>('generator-main', 'load generator');
  const publisher = forkProcess<PublisherHandlers>('publisher-main', 'publisher');
  const times = (seconds: number) => Array.from({ length: Math.ceil(seconds * plan.rate) }, (_, index) => (index * 1_000) / plan.rate);
  const publish = async (seconds: number) => {
    const { last } = await publisher.call('publish', { times: times(seconds), payload: plan.payload });
    await reader.call('drain', { seq: parseCursor(last)?.seq ?? 0, wait: patience });
    await reader.call('start', monotonic());
  };
  const spent = () => nodes.reduce((sum, { pid }) => sum + processorTime(pid), 0);
  const stop = () => Promise.all([reader.stop(), publisher.stop()]);
  return endedAfter(signal, stop, async () => {
    const each = Math.ceil(plan.readers / nodes.length);
    for (const { port } of nodes) {
      const order = { arm: 'websocket', count: each, pollInterval: 1_000, hold: 25, head: '', seed: port, deadline: patience } as const;
      const { ready, asked, troubles } = await reader.call('open', { ...order, target: { host: '127.0.0.1', port } });
      if (ready < asked) throw new Error(`Expected ${asked} readers to get their hello; ${ready} did. ${troubles.join('; ')}`);
    }
    await reader.call('start', monotonic());
    await publisher.call('connect', { host: '127.0.0.1', port: nodes[0]?.port ?? 0 });
    await publish(warmUp);
    await reader.call('reset');
    const [before, delivered] = [spent(), (await reader.call('reading')).delivered];
    await publish(plan.seconds);
    const cpu = spent() - before;
    const after = await reader.call('reading');
    const { latencies } = await reader.call('received');
    const deliveries = after.delivered - delivered;
    return {
      ...{ place, round, readers: each * nodes.length, rate: plan.rate, deliveries, cpu: cpu / deliveries, lost: after.lost },
      ...{ p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) },
    };
  });
}
