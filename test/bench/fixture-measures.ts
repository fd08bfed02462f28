import { costOf, longPollingLatency, pollingLatency, pushLatency } from '../../bench/model/index.ts';
import type { ArmName, Conditions, Measure } from '../../bench/result/result.ts';
import { percentile } from '../../bench/statistics/index.ts';
import { normal, type Random } from '../../bench/statistics/random.ts';
import { armRows, base, byArm, noisy, situation } from './fixture-rows.ts';

export function bytesMeasure(random: Random): Measure {
  const rows = armRows({}, (arm) => {
    const cost = arm === 'tcp' ? { bytes: 161, wire: 265, requests: 0 } : costOf(arm, situation);
    const bytes = cost.bytes + 0.4 * random();
    const framing = arm === 'tcp' ? 1 : arm === 'websocket' ? 2.1 : arm === 'sse' ? 22 : 42;
    const headers = Math.max(0, bytes - framing - 160);
    return {
      metrics: {
        bytes,
        bytesUp: arm === 'polling' || arm === 'long-polling' ? bytes * 0.25 : 0,
        bytesDown: arm === 'polling' || arm === 'long-polling' ? bytes * 0.75 : bytes,
        headers,
        framing,
        payload: 160,
        wireBytes: cost.wire,
        segments: cost.requests ? 3 * cost.requests : 2,
        requests: cost.requests,
        uselessPolls: arm === 'polling' ? 100 * noisy(random, 0.37, 0.01) : 0,
        idleUp: byArm(5_760, 250, 0, 24, 0)[arm],
        idleDown: byArm(8_220, 329, 164, 172, 0)[arm],
      },
      // The model explains every byte, whatever their number.
      predicted: { bytes, wireBytes: cost.wire, requests: cost.requests },
      census: { questions: 2_000, emptyAnswers: 740 },
      generator: { cpu: 0.3, utilisation: 0.2, headroomUsed: 0.1 },
    };
  });
  return { name: 'bytes', rows, warnings: [] };
}

/** 400 latencies of an arm, in milliseconds. */
function latencySample(arm: ArmName, rtt: number, random: Random): number[] {
  const service = () => 0.4 + 0.5 * Math.exp(0.7 * normal(random));
  const wait = (): number => {
    if (arm === 'polling') return pollingLatency(1_000, rtt).quantile(random());
    if (arm === 'long-polling') return longPollingLatency(2, rtt || 1).quantile(random());
    return rtt / 2;
  };
  const slow = byArm(1.6, 2.4, 1.2, 1, 0.7)[arm];
  return Array.from({ length: 400 }, () => Math.round(100 * (wait() + slow * service())) / 100).sort((one, other) => one - other);
}

function buckets(sample: readonly number[]): [number, number][] {
  const counts = new Map<number, number>();
  for (const value of sample) counts.set(Number(value.toPrecision(3)), (counts.get(Number(value.toPrecision(3))) ?? 0) + 1);
  return [...counts];
}

export function latencyMeasure(random: Random): Measure {
  const rows = [0, 100].flatMap((rtt) =>
    armRows({ rtt, rate: 2 }, (arm) => {
      const sample = latencySample(arm, rtt, random);
      const at = (share: number) => percentile(sample, share);
      const model = arm === 'polling' ? pollingLatency(1_000, rtt) : arm === 'long-polling' ? longPollingLatency(2, rtt) : pushLatency(rtt);
      return {
        metrics: {
          mean: sample.reduce((sum, one) => sum + one, 0) / 400,
          p50: at(0.5),
          p90: at(0.9),
          p95: at(0.95),
          p99: at(0.99),
          p999: at(0.999),
          max: at(1),
        },
        predicted: { p50: model.quantile(0.5), p95: model.quantile(0.95), p99: model.quantile(0.99), mean: model.mean },
        latencies: buckets(sample),
        generator: { cpu: 0.2, utilisation: 0.15, headroomUsed: 0.008 },
      };
    }),
  );
  return { name: 'latency', rows, warnings: [] };
}

export function loadMeasure(random: Random): Measure {
  const perNotification = byArm(52, 130, 27, 22, 9);
  // The floor has nothing that can be distinguished from 0.
  const perClient = byArm(480, 25, 6, 5, 0);
  const at = (conditions: Partial<Conditions>) =>
    armRows(conditions, (arm) => {
      const { clients = base.clients, rate = base.rate } = conditions;
      return {
        metrics: {
          deliveries: clients * rate,
          connections: clients,
          cpu: noisy(random, perClient[arm] * clients + perNotification[arm] * clients * rate + 2_000),
          utilisation: noisy(random, Math.min(95, 1 + clients * rate * perNotification[arm] * 1e-4)),
          loopDelay: noisy(random, 1.5, 0.3),
        },
        generator: { cpu: 0.5, utilisation: 0.4, headroomUsed: (clients * rate) / 60_000 },
      };
    });
  const rows = [...[1, 2, 5, 10].flatMap((rate) => at({ rate })), ...[50, 200, 500, 1_000].flatMap((clients) => at({ clients, rate: 0 }))];
  return { name: 'server-load', rows, warnings: [] };
}

export function memoryMeasure(random: Random): Measure {
  const heap = byArm(3.4, 9.6, 9.9, 2.8, 1.9);
  const rss = byArm(21, 26, 27, 9, 6);
  const rows = [100, 250, 500, 1_000].flatMap((clients) =>
    armRows({ clients, rate: 0 }, (arm) => ({
      metrics: {
        connections: clients,
        heap: noisy(random, 14_000 + heap[arm] * clients, 0.005),
        rss: noisy(random, 70_000 + rss[arm] * clients, 0.01),
        kernel: noisy(random, 3.6 * clients, 0.01),
      },
    })),
  );
  return { name: 'memory', rows, warnings: [] };
}
