import type { TransportName } from '../../server/stream/protocol.ts';
import type { DeliveryReading } from '../acceptance/redis/delivering.ts';
import type { PlaceName } from '../acceptance/redis/nodes.ts';
import type { PublishReading } from '../acceptance/redis/publishing.ts';
import { coefficientsOf } from '../report/coefficients.ts';
import { slopeRows } from '../report/derive.ts';
import { perTransport } from '../result/identity.ts';
import type { MetricName } from '../result/metrics.ts';
import type { ArmName, Result } from '../result/result.ts';
import { median } from '../statistics/describe.ts';

/** The cost of one reader and of one notification, from the committed run. */
export interface ReaderCost {
  /** Microseconds of processor time for one more notification, and per second without any. */
  readonly delivery: number;
  readonly idle: number;
  /** KiB of one more connection: of the process, and of the kernel for its socket. */
  readonly process: number;
  readonly kernel: number;
  /** Bytes of one notification on the wire, with TCP and IP, in both directions. */
  readonly bytes: number;
}

/** The cost of a log in memory, in Redis, or in Redis and shared by three nodes. */
export interface LogCost {
  /** Milliseconds until a single publish is acknowledged, without other load. */
  readonly publishP50: number;
  readonly publishP99: number;
  /** Acknowledged publishes per second, over many connections. */
  readonly publishes: number;
  /** Microseconds of the nodes' processor time for one delivery, and milliseconds until it arrives. */
  readonly delivery: number;
  readonly deliveryP50: number;
  readonly deliveryP99: number;
}

/** The measured inputs of the calculation. */
export interface MeasuredCosts {
  readonly readers: Readonly<Record<TransportName, ReaderCost>>;
  /** Microseconds of processor time for one write over bare TCP. */
  readonly write: number;
  readonly logs: Readonly<Record<PlaceName, LogCost>>;
  /** Connections that one process has accepted per second, when all came at once. */
  readonly accepts: number;
}

/** The fields that are read here. */
export interface RedisCostResult {
  readonly publishing: readonly PublishReading[];
  readonly delivering: readonly DeliveryReading[];
}
export interface StormResult {
  readonly storms: readonly { readonly wait: string; readonly peak: number }[];
}

const none = Number.NaN;

function readersOf(result: Result): Readonly<Record<TransportName, ReaderCost>> {
  const { transports } = coefficientsOf(result);
  const kernels = result.measures.filter(({ name }) => name === 'memory').flatMap(slopeRows);
  const kernel = (arm: ArmName) =>
    kernels.filter((row) => row.arm === arm && !row.twin).flatMap(({ rounds }) => rounds.flatMap(({ metrics }) => metrics.kernelPerConnection ?? []));
  return perTransport((name: TransportName) => {
    const { cpuPerNotification = none, idleCpu = none, rssPerConnection = none } = transports[name] ?? {};
    return {
      // A slope that noise has tilted below 0 counts as 0.
      ...{ delivery: cpuPerNotification, idle: Math.max(0, idleCpu), process: rssPerConnection, kernel: median(kernel(name)) },
      bytes: medianOf(result, name, 'bytes', 'wireBytes'),
    };
  });
}

/** From the first row of this arm that has it. */
function medianOf({ measures }: Result, arm: ArmName, measure: string, metric: MetricName): number {
  const row = measures
    .find(({ name }) => name === measure)
    ?.rows.find(({ arm: of, twin, rounds }) => of === arm && !twin && rounds.some(({ metrics }) => metrics[metric] !== undefined));
  return median(row?.rounds.flatMap(({ metrics }) => metrics[metric] ?? []) ?? []);
}

function writeOf(result: Result): number {
  const rows = result.measures.filter(({ name }) => name === 'server-load').flatMap(slopeRows);
  return median(rows.filter(({ arm }) => arm === 'tcp').flatMap(({ rounds }) => rounds.flatMap(({ metrics }) => metrics.cpuPerNotification ?? [])));
}

function logOf({ publishing, delivering }: RedisCostResult, place: PlaceName): LogCost {
  const published = publishing.filter((reading) => reading.place === place);
  const alone = published.filter(({ connections }) => connections === 1);
  const many = published.filter(({ connections }) => connections > 1);
  const delivered = delivering.filter((reading) => reading.place === place);
  return {
    publishP50: median(alone.map(({ p50 }) => p50)),
    publishP99: median(alone.map(({ p99 }) => p99)),
    publishes: median(many.map(({ perSecond }) => perSecond)),
    delivery: median(delivered.map(({ cpu }) => cpu)),
    deliveryP50: median(delivered.map(({ p50 }) => p50)),
    deliveryP99: median(delivered.map(({ p99 }) => p99)),
  };
}

/** Medians of committed results. The storm is counted per 100 ms. */
export const measuredCosts = (reference: Result, redis: RedisCostResult, { storms }: StormResult): MeasuredCosts => ({
  readers: readersOf(reference),
  write: writeOf(reference),
  logs: { memory: logOf(redis, 'memory'), redis: logOf(redis, 'redis'), 'redis, 3 nodes': logOf(redis, 'redis, 3 nodes') },
  accepts: 10 * (storms.find(({ wait }) => wait === 'no jitter')?.peak ?? none),
});
