import { costOf } from '../../bench/model/index.ts';
import { armNames, type Measure, type Row } from '../../bench/result/result.ts';
import type { Random } from '../../bench/statistics/random.ts';
import { armRows, base, byArm, ledgerFor, noisy, own, situation } from './fixture-rows.ts';

export function capacityMeasure(random: Random): Measure {
  const knee = byArm(3_100, 2_200, 6_800, 7_400, 9_800);
  const rows = armRows({ rate: 5, clients: 0 }, (arm) => {
    const clients = noisy(random, knee[arm]);
    const points = Array.from({ length: 8 }, (_, step): [number, number] => [
      (step + 1) * 1_200,
      4 + (80 * ((step + 1) * 1_200) ** 4) / clients ** 4,
    ]);
    const axes = { x: { label: 'clients', unit: '' }, y: { label: 'p99', unit: 'ms' } };
    const metrics = { kneeClients: clients, kneeDeliveries: clients * 5, p99: 84 };
    return {
      metrics,
      ...(arm === 'tcp' && { atLeast: true }),
      generator: { cpu: 0.9, utilisation: 0.95, headroomUsed: 0.8 },
      series: [{ name: 'ramp', ...axes, points }],
    };
  });
  return { name: 'capacity', rows, warnings: [] };
}

export function recoveryMeasure(random: Random): Measure {
  const back = byArm(1_100, 620, 2_900, 900, 300);
  const rows = armRows({ rate: 20 }, (arm) => {
    const recovered = noisy(random, back[arm], 0.06);
    const points = Array.from({ length: 30 }, (_, step): [number, number] => [
      step * 100,
      Math.max(0, Math.round(30 * Math.exp(-(((step * 100 - back[arm] / 2) / 500) ** 2)))),
    ]);
    const axes = { x: { label: 'since the cut', unit: 'ms' }, y: { label: 'connections', unit: 'per 100 ms' } };
    return {
      metrics: { recovered, reconnected: recovered * 0.9, replayed: Math.round((recovered / 1_000) * 20 * 200) },
      series: [{ name: 'connections', ...axes, points }],
    };
  });
  return { name: 'recovery', rows, warnings: [] };
}

export function crossoverMeasure(): Measure {
  const rows = [0.1, 0.5, 1, 2, 5, 10, 20].flatMap((rate) =>
    [250, 1_000, 5_000, 10_000].flatMap((interval) =>
      armNames
        .filter((arm) => arm !== 'tcp' && (arm === 'polling' || interval === 250))
        .map((arm): Row => {
          const cost = arm === 'tcp' ? { bytes: 0, wire: 0 } : costOf(arm, { ...situation, rate, interval });
          const conditions = { ...base, clients: 20, rate, ...own(arm, interval) };
          return {
            arm,
            conditions,
            rounds: [{ index: 0, seconds: 5, ledger: ledgerFor(conditions, 5), metrics: { bytes: cost.bytes, wireBytes: cost.wire } }],
            warnings: [],
          };
        }),
    ),
  );
  return { name: 'crossover', rows, warnings: [] };
}
