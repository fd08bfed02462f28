import { bareReader, costOf, headsOf, longPollingLatency, pollingLatency, pushLatency, type Situation } from '../../bench/model/index.ts';
import type { MetricName } from '../../bench/result/metrics.ts';
import {
  type ArmName,
  armNames,
  type Conditions,
  type Measure,
  type Result,
  type Round,
  type Row,
  schemaName,
  schemaVersion,
} from '../../bench/result/result.ts';
import { median, percentile } from '../../bench/statistics/index.ts';
import { normal, type Random, seededRandom } from '../../bench/statistics/random.ts';

type Metrics = Partial<Record<MetricName, number>>;
type Extras = Partial<Pick<Round, 'atLeast' | 'predicted' | 'latencies' | 'series' | 'census' | 'generator'>>;

const rounds = 5;
const base: Conditions = { clients: 200, rate: 1, payload: 100, rtt: 0, schedule: 'periodic' };

/** What belongs to an arm alone. */
const own = (arm: ArmName, interval = 1_000): Partial<Conditions> =>
  arm === 'polling' ? { pollInterval: interval } : arm === 'long-polling' ? { hold: 25 } : {};

function ledgerFor({ clients, rate }: Conditions, seconds: number): Round['ledger'] {
  const expected = Math.round(clients * Math.max(rate, 0) * seconds);
  return { expected, delivered: expected, lost: 0, doubled: 0, reordered: 0, gaps: 0 };
}

/** Rows of all arms and of the twin of `websocket`. */
function armRows(
  conditions: Partial<Conditions>,
  make: (arm: ArmName, round: number) => { metrics: Metrics } & Extras,
  arms: readonly ArmName[] = armNames,
): Row[] {
  const plan = arms.flatMap((arm): { arm: ArmName; twin?: true }[] => (arm === 'websocket' ? [{ arm }, { arm, twin: true }] : [{ arm }]));
  return plan.map(({ arm, ...twin }) => {
    const full = { ...base, ...conditions, ...own(arm, conditions.pollInterval) };
    const make1 = (_: unknown, index: number): Round => ({ index, seconds: 10, ledger: ledgerFor(full, 10), ...make(arm, index) });
    return { arm, ...twin, conditions: full, rounds: Array.from({ length: rounds }, make1), warnings: [] };
  });
}

const noisy = (random: Random, value: number, share = 0.04) => value * Math.exp(share * normal(random));

const byArm = (polling: number, longPolling: number, sse: number, websocket: number, tcp: number): Readonly<Record<ArmName, number>> => ({
  polling,
  'long-polling': longPolling,
  sse,
  websocket,
  tcp,
});

const reader = bareReader('127.0.0.1:40000');
const situation: Situation = {
  rate: 1,
  payload: 160,
  cursor: 9,
  interval: 1_000,
  rtt: 0,
  heads: {
    polling: headsOf(reader, 'polling'),
    'long-polling': headsOf(reader, 'long-polling'),
    sse: headsOf(reader, 'sse'),
    websocket: headsOf(reader, 'websocket'),
  },
};

function bytesMeasure(random: Random): Measure {
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
      // Bytes are explained to the byte, whatever their number.
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

function latencyMeasure(random: Random): Measure {
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

function loadMeasure(random: Random): Measure {
  const perNotification = byArm(52, 130, 27, 22, 9);
  // Of the floor nothing that could be told from 0.
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

function memoryMeasure(random: Random): Measure {
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

function capacityMeasure(random: Random): Measure {
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

function recoveryMeasure(random: Random): Measure {
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

function crossoverMeasure(): Measure {
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

/** The middle of a metric's rounds, without any of the report's code. */
export const middleOf = (row: Row, metric: MetricName): number => median(row.rounds.flatMap((round) => round.metrics[metric] ?? []));
