import { performance } from 'node:perf_hooks';
import autocannon from 'autocannon';
import { serve } from '../../server/lab/processes/channel.ts';
import type { GeneratorLoad } from '../result/result.ts';
import { Histogram } from '../statistics/histogram.ts';

/** One request, repeated. */
export interface Barrage {
  readonly url: string;
  /** If present, the request is a POST. */
  readonly body?: string;
  readonly connections: number;
  readonly seconds: number;
  /** Ends after this many answers, however long they take. @default after `seconds` */
  readonly amount?: number;
}

/** The result of a barrage. */
export interface BarrageReport {
  readonly seconds: number;
  /** Answers in that time, whatever their status. */
  readonly answers: number;
  /** Answers other than 2xx, connections that failed, and requests without an answer. */
  readonly failures: number;
  /** [milliseconds, how many], ascending, from autocannon's events: its summary has whole milliseconds only. */
  readonly latencies: readonly (readonly [number, number])[];
  readonly load: GeneratorLoad;
}

/** Milliseconds between two checks of autocannon whether it is done. Its default of one second would prolong a short run. */
const sample = 50;

/**
 * A closed loop: each connection asks again once it is answered. If it is ever given a rate, it also needs `ignoreCoordinatedOmission: true`:
 * autocannon's correction takes seconds for milliseconds. Without a rate autocannon refuses that option.
 */
function run({ url, body, connections, seconds, amount }: Barrage): Promise<BarrageReport> {
  const request = body === undefined ? {} : { method: 'POST' as const, body, headers: { 'Content-Type': 'application/json' } };
  const latencies = new Histogram();
  const before = { cpu: process.cpuUsage(), loop: performance.eventLoopUtilization(), at: performance.now() };
  let lastAnswer = before.at;
  return new Promise((resolve, reject) => {
    const options = { url, ...request, connections, duration: seconds, sampleInt: sample, ...(amount !== undefined && { amount }) };
    const instance = autocannon(options, (error: Error | null, result) => {
      if (error) {
        reject(error);
        return;
      }
      // Autocannon notices only at its next check that a given amount is done, which would round the time of a short run up by as much as `sample`.
      const elapsed = amount === undefined ? result.finish.getTime() - result.start.getTime() : lastAnswer - before.at;
      const { user, system } = process.cpuUsage(before.cpu);
      resolve({
        seconds: elapsed / 1_000,
        answers: result.requests.total,
        failures: result.non2xx + result.errors,
        latencies: latencies.buckets,
        load: { cpu: (user + system) / 1_000 / elapsed, utilisation: performance.eventLoopUtilization(before.loop).utilization },
      });
    });
    instance.on('response', (_client, _status, _bytes, milliseconds) => {
      latencies.record(milliseconds);
      lastAnswer = performance.now();
    });
  });
}

const handlers = { run };

export type AutocannonHandlers = typeof handlers;

serve(handlers);
