import { performance } from 'node:perf_hooks';
import autocannon from 'autocannon';
import { serve } from '../../server/lab/processes/channel.ts';
import type { GeneratorLoad } from '../result/result.ts';
import { Histogram } from '../statistics/histogram.ts';

/** One request, asked again and again. */
export interface Barrage {
  readonly url: string;
  /** Sent as a POST if there is one. */
  readonly body?: string;
  readonly connections: number;
  readonly seconds: number;
  /** Ends after so many answers, however long they take. @default after `seconds` */
  readonly amount?: number;
}

/** What came of it. */
export interface BarrageReport {
  readonly seconds: number;
  /** Answers in that time, whatever their status. */
  readonly answers: number;
  /** Answers other than 2xx, connections that failed, and requests without an answer. */
  readonly failures: number;
  /** [milliseconds, how many], ascending, as autocannon's events tell them. Its summary knows whole milliseconds only. */
  readonly latencies: readonly (readonly [number, number])[];
  readonly load: GeneratorLoad;
}

/** Milliseconds between two looks of autocannon at whether it is over: its second would stretch a short run. */
const sample = 50;

/**
 * A closed loop: each connection asks again once it is answered. Should it ever be given a rate, it needs `ignoreCoordinatedOmission: true` as well: its correction takes
 * seconds for milliseconds. Without a rate it refuses that option.
 */
function run({ url, body, connections, seconds, amount }: Barrage): Promise<BarrageReport> {
  const request = body === undefined ? {} : { method: 'POST' as const, body, headers: { 'Content-Type': 'application/json' } };
  const latencies = new Histogram();
  const before = { cpu: process.cpuUsage(), loop: performance.eventLoopUtilization() };
  return new Promise((resolve, reject) => {
    const options = { url, ...request, connections, duration: seconds, sampleInt: sample, ...(amount !== undefined && { amount }) };
    const instance = autocannon(options, (error: Error | null, result) => {
      if (error) {
        reject(error);
        return;
      }
      const elapsed = result.finish.getTime() - result.start.getTime();
      const { user, system } = process.cpuUsage(before.cpu);
      resolve({
        seconds: elapsed / 1_000,
        answers: result.requests.total,
        failures: result.non2xx + result.errors,
        latencies: latencies.buckets,
        load: { cpu: (user + system) / 1_000 / elapsed, utilisation: performance.eventLoopUtilization(before.loop).utilization },
      });
    });
    instance.on('response', (_client, _status, _bytes, milliseconds) => latencies.record(milliseconds));
  });
}

const handlers = { run };

export type AutocannonHandlers = typeof handlers;

serve(handlers);
