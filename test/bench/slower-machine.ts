import type { MetricName } from '../../bench/result/metrics.ts';
import type { Result, Round, Row } from '../../bench/result/result.ts';
import { normal, type Random, seededRandom } from '../../bench/statistics/random.ts';

/** How a machine differs from the one that made a result. */
export interface Machine {
  /** The factor by which everything except waiting takes longer. */
  readonly slower?: number;
  /** The share of a run's steps during which a neighbour uses the machine, and the largest factor by which a step is slowed down. */
  readonly contention?: { readonly share: number; readonly most: number };
}

/** How the metrics of the verdicts scale with the machine: proportionally, inversely, or less. Bytes and memory do not. */
const elasticity: Readonly<Partial<Record<MetricName, number>>> = {
  cpu: 1,
  cpuPerRequest: 1,
  requestRate: -1,
  kneeClients: -1,
  kneeDeliveries: -1,
  recovered: 0.3,
  reconnected: 0.3,
};

const latencies: readonly MetricName[] = ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'];

function slowedRound(round: Round, factor: number): Round {
  const metrics = Object.fromEntries(
    Object.entries(round.metrics).map(([name, value]) => {
      const metric = name as MetricName;
      if (!latencies.includes(metric)) return [name, value * factor ** (elasticity[metric] ?? 0)];
      // The expected waiting time does not depend on the machine.
      const wait = Math.min(value, round.predicted?.[metric] ?? 0);
      return [name, wait + (value - wait) * factor];
    }),
  );
  return { ...round, metrics };
}

/** The same result from another machine. In every row and round, the steps that a neighbour disturbs are drawn independently. */
export function onMachine(result: Result, { slower = 1, contention }: Machine, seed: number): Result {
  const random: Random = seededRandom(seed);
  const disturbed = () => (contention && random() < contention.share ? 1 + (contention.most - 1) * random() : 1);
  const row = (one: Row): Row => ({
    ...one,
    rounds: one.rounds.map((round) => slowedRound(round, slower * disturbed() * Math.exp(0.02 * normal(random)))),
  });
  return { ...result, measures: result.measures.map((measure) => ({ ...measure, rows: measure.rows.map(row) })) };
}

/** The first rounds of a result. */
export const shortened = (result: Result, rounds: number): Result => ({
  ...result,
  measures: result.measures.map((measure) => ({ ...measure, rows: measure.rows.map((row) => ({ ...row, rounds: row.rounds.slice(0, rounds) })) })),
});
