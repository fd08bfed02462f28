import { type LatencyModel, pollingLatency, pushLatency, simulateLongPolling } from '../model/index.ts';
import type { MetricName } from '../result/metrics.ts';
import { conditionsOf } from '../run/settings.ts';
import type { Seen } from '../stage/seen.ts';
import { quantile } from '../statistics/histogram.ts';
import { percentile } from '../statistics/index.ts';
import type { Measure } from './measure.ts';

type Metrics = Partial<Record<MetricName, number>>;

const shares = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;

/** @returns the percentiles that are meaningful: each has at least ten values beyond it */
export function quantilesOf(latencies: Seen['received']['latencies']): Metrics {
  const total = latencies.reduce((sum, [, count]) => sum + count, 0);
  const told = Object.entries(shares).filter(([, share]) => total * (1 - share) >= 10);
  return Object.fromEntries(told.map(([name, share]) => [name, quantile(latencies, share)]));
}

/** From when a publish was due to its receipt, under an open load: if the server is late with one publish, the delay of the next ones counts too. */
export const latency: Measure = {
  name: 'latency',

  windows: (settings) =>
    settings.rtts.flatMap((rtt) =>
      settings.contenders.map((contender) => ({
        contender,
        conditions: conditionsOf(settings, contender.arm, { ...settings, rtt }),
        seconds: settings.duration,
      })),
    ),

  read(seen, settings) {
    const { contender, conditions, received, seconds, ledger, generator } = seen;
    const own = conditions.clients === settings.clients && conditions.rate === settings.rate && settings.rtts.includes(conditions.rtt);
    if (!own || received.mean === undefined) return undefined;
    const { mean, max, latencies } = received;
    return {
      arm: contender.arm,
      twin: contender.twin,
      conditions,
      round: {
        seconds,
        metrics: { ...quantilesOf(latencies), mean, max },
        ...(!seen.isForeign && { predicted: predictLatency(seen) }),
        ledger,
        latencies,
        generator,
      },
      warnings: seen.troubles,
    };
  },
};

/** The model's prediction for exactly this schedule, and for the measured length of the path; 0 means "at once". */
function predictLatency({ contender: { arm }, conditions: { pollInterval = 0, hold = 0 }, roundTrip: rtt, times }: Seen): Metrics {
  if (arm === 'polling') return fromModel(pollingLatency(pollInterval, rtt));
  if (arm !== 'long-polling') return fromModel(pushLatency(rtt));
  // All clients were held when the window began, and are answered together from then on. So one stands for all.
  const { latencies } = simulateLongPolling(times, { rtt, hold: hold * 1_000, phase: -1 });
  return fromModel({ mean: latencies.reduce((sum, one) => sum + one, 0) / latencies.length, quantile: (share) => percentile(latencies, share) });
}

const fromModel = ({ mean, quantile: at }: LatencyModel): Metrics => ({
  mean,
  ...Object.fromEntries(Object.entries(shares).map(([name, share]) => [name, at(share)])),
});
