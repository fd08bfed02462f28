import { describe, expect, it } from 'vitest';
import { readInvocation } from '../../bench/command-line/options.ts';
import { crossover } from '../../bench/measures/crossover.ts';
import { measuredBreakEven, modelReadings, predictedBreakEven } from '../../bench/measures/crossover-map.ts';
import { bareReader, costOf, headsOf } from '../../bench/model/index.ts';
import { costMap } from '../../bench/report/cost-map.ts';
import { summarize } from '../../bench/report/summary.ts';
import { planRun } from '../../bench/run/plan.ts';
import { runBench } from '../../bench/run/run.ts';
import { transportNames } from '../../server/stream/protocol.ts';

const heads = (name: (typeof transportNames)[number]) => headsOf(bareReader('127.0.0.1:40000'), name);
const constants = {
  payload: 164,
  cursor: 12,
  heads: { polling: heads('polling'), 'long-polling': heads('long-polling'), sse: heads('sse'), websocket: heads('websocket') },
};

describe('The point from which polling wins', () => {
  it('lies on the line between two measured costs', () => {
    // 200 bytes, and 400 for each request: a push of 300 bytes costs the same at a quarter of a request, which is four notifications per interval.
    const polled = [2, 0.5, 0.1].map((requests) => ({ requests, wireBytes: 200 + 400 * requests }));
    expect(measuredBreakEven(polled, 300)).toBeCloseTo(4, 9);
    expect(measuredBreakEven(polled, 100)).toBeUndefined();
    expect(measuredBreakEven(polled, 2_000)).toBeUndefined();
  });

  it('matches the closed form, with costs of the model', () => {
    const situation = { ...constants, rate: 10, rtt: 0, interval: 1_000 };
    const polled = [1, 2, 3, 4, 5, 6, 8, 12].map((gathered) => ({
      requests: 1 / gathered,
      wireBytes: costOf('polling', { ...situation, interval: gathered * 100 }).wire,
    }));
    for (const name of ['sse', 'websocket'] as const) {
      const closed = predictedBreakEven(name, constants) ?? 0;
      // The closed form ignores empty answers.
      expect(Math.abs((measuredBreakEven(polled, costOf(name, situation).wire) ?? 0) / closed - 1)).toBeLessThan(0.03);
    }
    expect(predictedBreakEven('long-polling', constants)).toBeUndefined();
  });
});

describe('The crossover', () => {
  it('has a row of the model for every combination of rate and interval, and the other transports once for each rate', () => {
    const { settings } = readInvocation([], false);
    const rows = modelReadings(settings, transportNames, constants, 100);
    expect(rows.filter(({ arm }) => arm === 'polling')).toHaveLength(7 * 4);
    expect(rows.filter(({ arm }) => arm === 'sse')).toHaveLength(7);
    expect(rows.every(({ variant, round }) => variant === 'model' && round.ledger.expected === 0)).toBe(true);
  });

  it('needs polling and another transport to compare it with', () => {
    const tasks = (transports: string) => crossover.tasks?.(readInvocation(['--transports', transports], false).settings) ?? [];
    expect([tasks('polling').length, tasks('sse,websocket').length, tasks('polling,sse').length]).toEqual([0, 0, 1]);
  });

  it('is measured as the model predicts: bytes of every combination, and a map of all', async () => {
    const flags = [
      '--quick',
      '--measures',
      'crossover',
      '--transports',
      'polling,websocket',
      '--clients',
      '6',
      '--rate',
      '25',
      '--poll-interval',
      '400',
    ];
    const { settings } = readInvocation(flags, false);
    const options = { command: 'test', signal: new AbortController().signal, plan: planRun(settings), calibrate: false };
    const { result, failed } = await runBench(settings, options);
    expect([failed, result.warnings]).toEqual([false, []]);
    const rows = result.measures[0]?.rows ?? [];
    for (const { rounds, arm } of rows.filter(({ variant }) => variant === undefined)) {
      const [{ ledger, metrics, predicted } = { ledger: undefined, metrics: undefined, predicted: undefined }] = rounds;
      expect(ledger, arm).toMatchObject({ delivered: ledger?.expected, lost: 0, doubled: 0, reordered: 0, gaps: 0 });
      expect(metrics?.bytes, arm).toBeCloseTo(predicted?.bytes ?? 0, 6);
    }
    const section = summarize(result).sections.find(({ name }) => name === 'crossover');
    const map = section && costMap(section);
    expect(map?.cells).toHaveLength(7 * 4);
    expect(map?.cells.some(({ cheapest }) => cheapest === 'polling')).toBe(true);
    expect(map?.cells.some(({ cheapest }) => cheapest === 'websocket')).toBe(true);
  });
});
