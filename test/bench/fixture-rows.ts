import { bareReader, headsOf, type Situation } from '../../bench/model/index.ts';
import type { MetricName } from '../../bench/result/metrics.ts';
import { type ArmName, armNames, type Conditions, type Round, type Row } from '../../bench/result/result.ts';
import { normal, type Random } from '../../bench/statistics/random.ts';

export type Metrics = Partial<Record<MetricName, number>>;
export type Extras = Partial<Pick<Round, 'atLeast' | 'predicted' | 'latencies' | 'series' | 'census' | 'generator'>>;

export const rounds = 5;
export const base: Conditions = { clients: 200, rate: 1, payload: 100, rtt: 0, schedule: 'periodic' };

/** Settings that differ by arm. */
export const own = (arm: ArmName, interval = 1_000): Partial<Conditions> =>
  arm === 'polling' ? { pollInterval: interval } : arm === 'long-polling' ? { hold: 25 } : {};

export function ledgerFor({ clients, rate }: Conditions, seconds: number): Round['ledger'] {
  const expected = Math.round(clients * Math.max(rate, 0) * seconds);
  return { expected, delivered: expected, lost: 0, doubled: 0, reordered: 0, gaps: 0 };
}

/** Rows of all arms and of the twin of `websocket`. */
export function armRows(
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

export const noisy = (random: Random, value: number, share = 0.04) => value * Math.exp(share * normal(random));

export const byArm = (polling: number, longPolling: number, sse: number, websocket: number, tcp: number): Readonly<Record<ArmName, number>> => ({
  polling,
  'long-polling': longPolling,
  sse,
  websocket,
  tcp,
});

const reader = bareReader('127.0.0.1:40000');
export const situation: Situation = {
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
