import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInvocation } from '../../bench/command-line/options.ts';
import { latency } from '../../bench/measures/latency.ts';
import { formatMarkdown } from '../../bench/report/markdown.ts';
import { summarize } from '../../bench/report/summary.ts';
import { judgeThreshold, parseThreshold } from '../../bench/report/threshold.ts';
import { metrics } from '../../bench/result/metrics.ts';
import type { Result, Round } from '../../bench/result/result.ts';
import { latencyMetrics } from '../../bench/result/row-values.ts';
import { conditionsOf } from '../../bench/run/settings.ts';
import type { Seen } from '../../bench/stage/seen.ts';
import { Histogram } from '../../bench/statistics/histogram.ts';
import { fixtureResult } from './fixture-result.ts';

const { settings } = readInvocation(['--quick', '--transports', 'sse'], false);
const empty = fixtureResult();
const conditions = conditionsOf(settings, 'sse', settings);
const nothing = { expected: 0, delivered: 0, lost: 0, doubled: 0, reordered: 0, gaps: 0 };

/** The reading of the latency measure for a window with these deliveries. @param late milliseconds */
function readRound(late: readonly number[], index: number): Round {
  const histogram = new Histogram();
  for (const ms of late) histogram.record(ms);
  const received = { mean: histogram.mean, max: histogram.max, latencies: histogram.buckets, incidents: [] };
  const seen = { contender: { arm: 'sse', twin: false }, conditions, received, seconds: 1, ledger: nothing, troubles: [], roundTrip: 0, times: [] };
  const reading = latency.read?.(seen as unknown as Seen, settings);
  if (!reading) throw new Error('Expected a reading.');
  return { index, ...reading.round, generator: { cpu: 0, utilisation: 0 } };
}

const resultOf = (rounds: readonly Round[]): Result => ({
  ...empty,
  measures: [{ name: 'latency', warnings: [], rows: [{ arm: 'sse', conditions, rounds, warnings: [] }] }],
});

/** The printed numbers of a row, by metric: the value, and both ends of the range in brackets. */
function printed(result: Result): Map<string, number[]> {
  const text = formatMarkdown(summarize(result)).split('## Latency')[1] ?? '';
  const [head = [], , row = []] = text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const numbers = (cell: string) => [...cell.replaceAll(/[*,](?=\d)|\*/g, '').matchAll(/-?\d+(?:\.\d+)?/g)].map(Number);
  return new Map(head.map((title, index) => [title, numbers((row[index] ?? '').replaceAll(', ', ' '))]));
}

const quantiles = latencyMetrics.filter((name) => name !== 'mean');

/** Some rounds have enough deliveries for a p99 and others do not; some are nearly calm, and in others every delivery was late. */
const round = fc
  .record({
    count: fc.constantFrom(1, 15, 60, 150, 950, 1_100, 10_500),
    scale: fc.constantFrom(0.0004, 0.3, 2, 40, 997, 12_000),
    tail: fc.double({ min: 0, max: 4, noNaN: true }),
    whole: fc.boolean(),
  })
  .map(({ count, scale, tail, whole }) =>
    Array.from({ length: count }, (_, index) => {
      const value = scale * ((index + 1) / count) ** tail;
      return whole ? Math.round(value) : value;
    }),
  );

describe('Quantiles of a row', () => {
  it('never decrease from p50 to p99, from the raw rounds to the printed cells', () => {
    const property = fc.property(fc.array(round, { minLength: 1, maxLength: 6 }), (rounds) => {
      const cells = printed(resultOf(rounds.map(readRound)));
      const told = quantiles.flatMap((name) => {
        const numbers = cells.get(`${metrics[name].label}, ms`) ?? [];
        return numbers.length > 0 ? [{ name, value: numbers[0] ?? 0, low: numbers[1] ?? numbers[0] ?? 0, high: numbers[2] ?? numbers[0] ?? 0 }] : [];
      });
      expect(told.map(({ name }) => name)).toEqual(expect.arrayContaining(['max']));
      for (const [index, one] of told.slice(1).entries()) {
        const before = told[index];
        for (const part of ['value', 'low', 'high'] as const) expect(one[part], JSON.stringify(told)).toBeGreaterThanOrEqual(before?.[part] ?? 0);
      }
    });
    fc.assert(property, { numRuns: 60, seed: 7 });
  });

  it('are a dash if one round had too few deliveries, in the table and for a threshold', () => {
    const calm = Array.from({ length: 1_100 }, (_, index) => 5 + index / 1_000);
    const late = Array.from({ length: 900 }, (_, index) => 50 + index / 1_000);
    const result = resultOf([calm, late, late].map(readRound));
    expect(result.measures[0]?.rows[0]?.rounds.map(({ metrics: { p95, p99 } }) => [p95 !== undefined, p99 !== undefined])).toEqual([
      [true, true],
      [true, false],
      [true, false],
    ]);
    const cells = printed(result);
    expect(cells.get('p95, ms')?.[0]).toBeGreaterThan(50);
    expect(cells.get('p99, ms')).toBeUndefined();
    expect(judgeThreshold(parseThreshold('sse.p99<10'), result)).toMatchObject({
      held: false,
      sentence: expect.stringContaining('in every round'),
    });
  });
});
