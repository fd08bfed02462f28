import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countedUselessShare,
  deafShare,
  longPollingLatency,
  perLongPollAnswer,
  pollingLatency,
  pollsPerNotification,
  publishTimes,
  pushLatency,
  simulateLongPolling,
  uselessShare,
} from '../../bench/model/index.ts';
import { mean, percentile } from '../../bench/statistics/index.ts';
import { seededRandom } from '../../bench/statistics/random.ts';

describe('Empty polls', () => {
  it('are e^-λT for Poisson arrivals, by the formula and by counting', () => {
    const times = publishTimes('poisson', 2, 4_000, seededRandom(3));
    expect(uselessShare('poisson', 2, 300)).toBeCloseTo(Math.exp(-0.6));
    expect(countedUselessShare(times, 300, 123, 13_000)).toBeCloseTo(Math.exp(-0.6), 1);
  });

  it('are 1 - λT for evenly spaced arrivals, by the formula and by counting, at any rate', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.2, max: 5, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (rate, phase) => {
        const interval = 317;
        const times = publishTimes('periodic', rate, 700, seededRandom(1));
        expect(Math.abs(countedUselessShare(times, interval, phase * interval, 2_000) - uselessShare('periodic', rate, interval))).toBeLessThan(0.03);
      }),
      { numRuns: 40 },
    );
  });

  it('come with 1 / λT requests per notification', () => {
    expect(pollsPerNotification(0.5, 1_000)).toBe(2);
  });
});

describe('Latency', () => {
  it('of polling is uniform over the interval, plus half a round trip', () => {
    const { mean: average, quantile } = pollingLatency(1_000, 100);
    expect([average, quantile(0.5), quantile(0.95), quantile(0.99)]).toEqual([550, 550, 1_000, 1_040]);
  });

  it('of a push is half a round trip', () => {
    expect([pushLatency(300).mean, pushLatency(300).quantile(0.99)]).toEqual([150, 150]);
  });

  it('of long-polling for Poisson arrivals matches the simulation', () => {
    for (const [rate, rtt] of [
      [1, 100],
      [5, 100],
      [5, 300],
      [20, 300],
    ] as const) {
      const times = publishTimes('poisson', rate, 20_000 / rate, seededRandom(5));
      const { latencies, deaf, answers } = simulateLongPolling(times, { rtt, hold: 1e9, phase: 0 });
      const model = longPollingLatency(rate, rtt);
      expect(mean(latencies) / model.mean).toBeCloseTo(1, 1);
      expect(deaf / latencies.length).toBeCloseTo(deafShare(rate, rtt), 1);
      expect(latencies.length / answers / perLongPollAnswer(rate, rtt)).toBeCloseTo(1, 1);
      expect(percentile(latencies, 0.99) / model.quantile(0.99)).toBeCloseTo(1, 1);
    }
  });

  it('of long-polling for evenly spaced arrivals further apart than the gap equals that of a push', () => {
    const times = publishTimes('periodic', 2, 60, seededRandom(1));
    const outcome = simulateLongPolling(times, { rtt: 300, hold: 25_000, phase: 0 });
    expect(new Set(outcome.latencies)).toEqual(new Set([150]));
    expect(outcome).toMatchObject({ deaf: 0, answers: 120 });
  });

  it('of long-polling: the simulation never loses or reorders, for any schedule', () => {
    const property = fc.property(fc.integer(), fc.double({ min: 0.1, max: 50, noNaN: true }), fc.integer({ min: 0, max: 500 }), (seed, rate, rtt) => {
      const times = publishTimes('poisson', rate, 30, seededRandom(seed));
      const { latencies } = simulateLongPolling(times, { rtt, hold: 5_000, phase: 0 });
      expect(latencies.length).toBe(times.length);
      for (const latency of latencies) expect(latency).toBeGreaterThanOrEqual(rtt / 2 - 1e-9);
      const received = times.map((at, index) => at + (latencies[index] ?? 0));
      for (const [index, at] of received.entries()) expect(at).toBeGreaterThanOrEqual((received[index - 1] ?? 0) - 1e-6);
    });
    fc.assert(property, { numRuns: 40 });
  });

  it('of long-polling: the simulation counts the holds that end empty', () => {
    expect(simulateLongPolling([10_500], { rtt: 0, hold: 1_000, phase: 0 })).toMatchObject({ answers: 1, empty: 10 });
  });
});
