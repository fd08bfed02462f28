import type { MetricName } from '../../bench/result/metrics.ts';
import { type ArmName, type Conditions, type Measure, type Result, type Row, schemaName, schemaVersion } from '../../bench/result/result.ts';
import { median } from '../../bench/statistics/index.ts';
import { seededRandom } from '../../bench/statistics/random.ts';
import { bytesMeasure, latencyMeasure, loadMeasure, memoryMeasure } from './fixture-measures.ts';
import { base, ledgerFor, type Metrics, noisy, rounds } from './fixture-rows.ts';
import { capacityMeasure, crossoverMeasure, recoveryMeasure } from './fixture-series.ts';

function variantMeasure(
  name: 'request-rate' | 'uplink' | 'browser',
  rows: readonly [ArmName, string, () => Metrics][],
  conditions: Partial<Conditions>,
): Measure {
  const made = rows.map(
    ([arm, variant, metrics]): Row => ({
      arm,
      variant,
      conditions: { ...base, ...conditions },
      rounds: Array.from({ length: rounds }, (_, index) => ({ index, seconds: 5, ledger: ledgerFor({ ...base, rate: 0 }, 5), metrics: metrics() })),
      warnings: [],
    }),
  );
  return { name, rows: made, warnings: [] };
}

/** A result as a whole run of the bench could have written it. No number in it was measured. */
export function fixtureResult(seed = 2_026): Result {
  const random = seededRandom(seed);
  const rate = (value: number) => () => ({
    requestRate: noisy(random, value),
    p50: noisy(random, 9e4 / value),
    p99: noisy(random, 3e5 / value, 0.1),
  });
  const say = (up: number, down: number, p50: number) => () => ({
    bytes: up + down,
    bytesUp: up,
    bytesDown: down,
    p50: noisy(random, p50),
    p99: noisy(random, 4 * p50, 0.2),
  });
  const page = (p50: number, bytes: number, claimed: number) => () => ({
    p50: noisy(random, p50),
    p99: noisy(random, p50 * 1.9),
    clockError: 0.2,
    mainThread: noisy(random, 1.4),
    jsHeap: noisy(random, 2_300, 0.02),
    bytes,
    claimedBytes: claimed,
  });
  const measures: Measure[] = [
    bytesMeasure(random),
    latencyMeasure(random),
    loadMeasure(random),
    memoryMeasure(random),
    capacityMeasure(random),
    variantMeasure(
      'request-rate',
      [
        ['polling', 'empty', rate(21_000)],
        ['tcp', 'empty · bare', rate(24_500)],
        ['polling', 'one new', rate(18_500)],
        ['tcp', 'one new · bare', rate(23_500)],
        ['polling', 'publish', rate(9_400)],
        ['tcp', 'publish · bare', rate(22_500)],
      ],
      { clients: 50, rate: 0 },
    ),
    variantMeasure(
      'uplink',
      [
        ['polling', 'POST /publish', say(186, 201, 0.9)],
        ['websocket', 'message', say(61, 40, 0.4)],
      ],
      { clients: 1, rate: 10 },
    ),
    recoveryMeasure(random),
    crossoverMeasure(),
    variantMeasure(
      'browser',
      [
        ['polling', 'page', page(512, 1_180, 790)],
        ['long-polling', 'page', page(4.1, 1_050, 560)],
        ['sse', 'page', page(2.6, 182, 160)],
        ['websocket', 'page', page(2.2, 162, 160)],
      ],
      { clients: 1, rate: 1 },
    ),
  ];
  return {
    schema: schemaName,
    version: schemaVersion,
    command: 'npm run bench -- --runs 5 --seed 2026 --browser',
    commit: '0000000000000000000000000000000000000000',
    seed,
    started: '2026-01-02T03:04:05.000Z',
    ended: '2026-01-02T03:09:41.000Z',
    partial: false,
    environment: {
      os: 'Linux 6.18 x64',
      cpu: 'Example CPU 2.5 GHz',
      cores: 2,
      memoryBytes: 8 * 2 ** 30,
      node: '20.19.0',
      versions: { express: '5.3.0', ws: '8.23.0', chromium: '156.0.0.0' },
      fairness: { TCP_NODELAY: 'on, in all arms', compression: 'off, in all arms', serialisation: 'once per notification' },
    },
    generatorDeliveries: 61_300,
    measures,
    warnings: ['No number of this file was measured: it is a fixture of the tests.'],
  };
}

/** The same with one metric of one arm multiplied, as if the server had become slower. */
export function slowedResult(result: Result, name: Measure['name'], arm: ArmName, metric: MetricName, factor: number): Result {
  const slow = (row: Row): Row =>
    row.arm !== arm
      ? row
      : { ...row, rounds: row.rounds.map((round) => ({ ...round, metrics: { ...round.metrics, [metric]: (round.metrics[metric] ?? 0) * factor } })) };
  return { ...result, measures: result.measures.map((measure) => (measure.name === name ? { ...measure, rows: measure.rows.map(slow) } : measure)) };
}

/** The median of a metric's rounds, computed without the report's code. */
export const middleOf = (row: Row, metric: MetricName): number => median(row.rounds.flatMap((round) => round.metrics[metric] ?? []));
