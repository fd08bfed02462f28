import { describe, expect, it } from 'vitest';
import { judged, judgeTwins } from '../../bench/acceptance/twins/judge-twins.ts';
import { summarize } from '../../bench/report/summary.ts';
import type { MetricName } from '../../bench/result/metrics.ts';
import { type Result, type Row, schemaName, schemaVersion } from '../../bench/result/result.ts';
import { normal, seededRandom, shuffled } from '../../bench/statistics/random.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { fixtureResult } from './fixture-result.ts';

const rounds = 3;

/** Transports and their twins behind a proxy, with noise and rounds that differ. @param times the factor between one twin and its original */
function viaResult(seed: number, times: Partial<Record<MetricName, number>> = {}): Result {
  const random = seededRandom(seed);
  const drift = Array.from({ length: rounds }, () => Math.exp(0.3 * normal(random)));
  const rows = transportNames.flatMap((arm, place) =>
    [false, true].map((twin): Row => {
      const metrics = (round: number) =>
        Object.fromEntries(
          judged.map((name) => {
            const factor = twin && arm === 'sse' ? (times[name] ?? 1) : 1;
            const noise = name === 'bytes' ? 1 : (drift[round] ?? 1) * Math.exp(0.1 * normal(random));
            return [name, (place + 1) * 50 * noise * factor];
          }),
        );
      return {
        arm,
        ...(twin && { twin: true }),
        variant: arm === 'websocket' ? 'caddy-h2 · over HTTP/1.1' : 'caddy-h2',
        conditions: { clients: 100, rate: 10, payload: 100, rtt: 0, schedule: 'poisson' },
        rounds: Array.from({ length: rounds }, (_, index) => ({
          index,
          seconds: 1,
          metrics: metrics(index),
          ledger: { expected: 10, delivered: 10, lost: 0, doubled: 0, reordered: 0, gaps: 0 },
        })),
        warnings: [],
      };
    }),
  );
  // In the order of measurement, which is random.
  return { ...fixtureResult(), schema: schemaName, version: schemaVersion, measures: [{ name: 'via', rows: shuffled(rows, random), warnings: [] }] };
}

const calledDifferent = (result: Result) => judgeTwins(result).filter(({ different }) => different);

describe('Identical servers behind a proxy', () => {
  it('are compared with their twins by each metric, also over HTTP/1.1, and noise makes no difference', () => {
    const pairs = judgeTwins(viaResult(1));
    for (const metric of judged)
      expect(pairs.flatMap(({ row, metric: by }) => (by === metric ? [row] : [])).sort()).toEqual([
        'long-polling · caddy-h2',
        'polling · caddy-h2',
        'sse · caddy-h2',
        'websocket · caddy-h2 · over HTTP/1.1',
      ]);
    const runs = Array.from({ length: 40 }, (_, seed) => calledDifferent(viaResult(seed)).length);
    expect(runs.filter((count) => count > 0).length).toBeLessThanOrEqual(2);
  });

  it.each([
    ['bytes', 1.02],
    ['p50', 4],
    ['cpuPerNotification', 4],
    ['frontCpu', 4],
  ] as const)('that are not identical in %s are detected', (metric, factor) => {
    const found = calledDifferent(viaResult(1, { [metric]: factor }));
    expect(found.map(({ row, metric: by }) => `${row} ${by}`)).toEqual([`sse · caddy-h2 ${metric}`]);
    expect(found[0]?.ratio).toBeGreaterThan(1.01);
  });

  it('give no result without a twin', () => {
    const { measures } = viaResult(1);
    const alone = measures.map((measure) => ({ ...measure, rows: measure.rows.filter(({ twin }) => !twin) }));
    expect(judgeTwins({ measures: alone })).toEqual([]);
  });

  it('count as the noise of their table in the report, which has a row for each path', () => {
    const [table] = summarize(viaResult(1)).sections.flatMap(({ tables }) => tables);
    expect(table?.decision.twins).toBeCloseTo(1, 9);
    expect(table?.rows.map(({ label, twin }) => twin && label).filter(Boolean)).toHaveLength(transportNames.length);
  });
});
