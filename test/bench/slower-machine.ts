import type { MetricName } from '../../bench/result/metrics.ts';
import type { Result, Round, Row } from '../../bench/result/result.ts';
import { normal, type Random, seededRandom } from '../../bench/statistics/random.ts';

/** How a machine differs from the one that made a result. */
export interface Machine {
  /** How many times as long everything takes that is not a wait. */
  readonly slower?: number;
  /** Share of the steps of a run during which a neighbour takes its part of the machine, and the most that a step is slowed down by it. */
  readonly contention?: { readonly share: number; readonly most: number };
}

/** How the metrics that the verdicts are about follow the machine: with it, against it, or by less than it. Bytes and memory do not. */
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
      // What theory waits for is no work of the machine.
      const wait = Math.min(value, round.predicted?.[metric] ?? 0);
      return [name, wait + (value - wait) * factor];
    }),
  );
  return { ...round, metrics };
}

/** The same result from another machine. Steps of a neighbour come and go by themselves in every row and round. */
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
