import { describe, expect, it } from 'vitest';
import { Histogram, quantile } from '../../bench/statistics/histogram.ts';
import { seededRandom } from '../../bench/statistics/random.ts';

describe('A histogram of latencies', () => {
  it.each([
    [1_024, 0.001],
    [256, 0.002],
  ])('with %i buckets from a value to its double keeps every quantile within a share of %f, over six powers of ten', (perOctave, share) => {
    const random = seededRandom(7);
    const values = Array.from({ length: 5_000 }, () => 10 ** (random() * 6 - 2));
    const histogram = new Histogram(perOctave);
    for (const value of values) histogram.record(value);
    const sorted = [...values].sort((one, other) => one - other);
    for (const part of [0.01, 0.1, 0.5, 0.9, 0.99, 0.999]) {
      const exact = sorted[Math.ceil(part * sorted.length) - 1] ?? Number.NaN;
      const found = quantile(histogram.buckets, part);
      expect(Math.abs(found - exact)).toBeLessThanOrEqual(Math.max(exact * share, 0.001));
    }
    expect(histogram.count).toBe(5_000);
    expect(histogram.buckets.reduce((sum, [, count]) => sum + count, 0)).toBe(5_000);
    expect(histogram.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 6);
    expect(histogram.max).toBe(sorted.at(-1));
  });

  it('accepts values below 0 and above its maximum', () => {
    const histogram = new Histogram();
    for (const value of [-0.5, 0, 1e12]) histogram.record(value);
    expect(histogram.buckets.map(([, count]) => count)).toEqual([2, 1]);
    expect(histogram.max).toBe(1e12);
  });

  it('has no quantile when nothing was recorded, or after a reset', () => {
    const histogram = new Histogram();
    expect(quantile(histogram.buckets, 0.5)).toBeNaN();
    histogram.record(5);
    histogram.reset();
    expect([histogram.count, histogram.max, histogram.buckets]).toEqual([0, 0, []]);
    expect(histogram.mean).toBeNaN();
  });
});
