import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Contestant,
  decide,
  deviation,
  leastSquares,
  mean,
  median,
  medianInterval,
  pairedRatio,
  percentile,
  studentizedRange,
  studentQuantile,
} from '../../bench/statistics/index.ts';
import { exponential, normal, seededRandom, shuffled } from '../../bench/statistics/random.ts';

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });

describe('Random numbers', () => {
  it('are the same for the same seed, and different for another', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('have a uniform, exponential and normal distribution', () => {
    const random = seededRandom(7);
    expect(mean(Array.from({ length: 20_000 }, random))).toBeCloseTo(0.5, 2);
    expect(mean(Array.from({ length: 20_000 }, () => exponential(random, 4)))).toBeCloseTo(0.25, 1);
    expect(deviation(Array.from({ length: 20_000 }, () => normal(random)))).toBeCloseTo(1, 1);
  });

  it('shuffle without losing anything', () => {
    const property = fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
      expect(shuffled(items, seededRandom(seed)).sort((one, other) => one - other)).toEqual([...items].sort((one, other) => one - other));
    });
    fc.assert(property);
  });
});

describe('Percentiles', () => {
  it('interpolate between neighbours', () => {
    expect(percentile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(percentile([10, 20], 0.9)).toBeCloseTo(19);
    expect(median([])).toBeNaN();
  });

  it('lie between the smallest and the largest value, and rise with their share', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const property = fc.property(numbers, share, share, (values, one, other) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      expect(percentile(values, low)).toBeGreaterThanOrEqual(Math.min(...values));
      expect(percentile(values, high)).toBeLessThanOrEqual(Math.max(...values));
      expect(percentile(values, low)).toBeLessThanOrEqual(percentile(values, high) + 1e-9);
    });
    fc.assert(property);
  });
});

describe('Intervals', () => {
  it('of one round are that round', () => {
    expect(medianInterval([3])).toEqual({ value: 3, low: 3, high: 3 });
  });

  it('of a paired ratio do not depend on what slows down a whole round', () => {
    const ratio = pairedRatio([1, 7, 3].map((slow) => [2 * slow, slow] as const));
    for (const end of [ratio.value, ratio.low, ratio.high]) expect(end).toBeCloseTo(2);
  });
});

describe('A least-squares line', () => {
  it('recovers the original line', () => {
    const { slope, intercept } = leastSquares([0, 100, 200, 400].map((x) => [x, 30 + 9.5 * x] as const));
    expect(slope.value).toBeCloseTo(9.5);
    expect(slope.high - slope.low).toBeCloseTo(0);
    expect(intercept).toBeCloseTo(30);
  });

  it('has the interval of a textbook example', () => {
    const { slope } = leastSquares([
      [1, 2.1],
      [2, 3.9],
      [3, 6.2],
      [4, 7.8],
      [5, 10.1],
    ]);
    expect(slope.value).toBeCloseTo(1.99, 6);
    expect(slope.high - slope.value).toBeCloseTo(0.1904, 3);
  });

  it('is refused with a single x', () => {
    const upright = [1, 2].map((y) => [3, y] as const);
    expect(() => leastSquares(upright)).toThrow('two different x');
  });
});

describe('Tabulated distributions', () => {
  it.each([
    [0.975, 2, 4.303],
    [0.975, 10, 2.228],
    [0.995, 5, 4.032],
    [0.9995, 4, 8.61],
    [0.9995, 2, 31.6],
  ])('t at %d with %d degrees of freedom is %d', (share, freedom, expected) => {
    expect(studentQuantile(share, freedom)).toBeCloseTo(expected, 2);
  });

  it.each([
    [0.05, 3, 10, 3.877],
    [0.05, 6, 20, 4.445],
    [0.01, 5, 10, 6.136],
    [0.05, 2, 5, 3.635],
    [0.05, 6, 4, 6.71],
    [0.01, 5, 4, 9.96],
    [0.01, 3, 2, 19.02],
  ])('the studentised range at %d of %d means with %d degrees of freedom is %d', (error, count, freedom, expected) => {
    expect(studentizedRange(error, count, freedom)).toBeCloseTo(expected, 2);
  });
});

/** Six arms, the last an identical twin of the fourth, with noise that a round shares and independent noise. */
function experiment(seed: number, factors: Readonly<Record<string, number>> = {}, rounds = 4): Contestant[] {
  const random = seededRandom(seed);
  const common = Array.from({ length: rounds }, () => 0.3 * normal(random));
  return ['polling', 'long-polling', 'sse', 'websocket', 'tcp', 'websocket (A/A)'].map((label) => ({
    label,
    ...(label === 'websocket (A/A)' && { twinOf: 'websocket' }),
    values: common.map((shared) => 20 * (factors[label] ?? 1) * Math.exp(shared + 0.05 * normal(random))),
  }));
}

describe('The family-wise decision', () => {
  it('calls equal arms different in no more experiments than its stated error', () => {
    const wrong = Array.from({ length: 300 }, (_, seed) => decide(experiment(seed), 0.05)).filter(({ verdicts }) =>
      verdicts.some(({ different }) => different),
    );
    // 15 of 300 are expected; three standard deviations are 11.
    expect(wrong.length).toBeLessThanOrEqual(26);
  });

  it('never calls the twins different over ten runs', () => {
    for (let seed = 0; seed < 10; seed += 1) {
      const twins = decide(experiment(seed), 0.05).verdicts.find(({ first, second }) => first === 'websocket (A/A)' && second === 'websocket');
      expect(twins?.different).toBe(false);
    }
  });

  it('finds an arm that is slower by twice the smallest detectable difference', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const { detectable } = decide(experiment(seed), 0.05);
      const slowed = decide(experiment(seed, { sse: detectable ** 2 }), 0.05);
      expect(slowed.verdicts.find(({ first, second }) => first === 'sse' && second === 'polling')?.different).toBe(true);
    }
  });

  it.each([3, 4, 5, 7, 10])('finds with %i rounds, in four of five runs, a difference of the stated detectable size', (rounds) => {
    const runs = 400;
    const found = Array.from({ length: runs }, (_, seed) => {
      const { detectable } = decide(experiment(seed, {}, rounds), 0.005);
      const slowed = decide(experiment(runs + seed, { sse: detectable }, rounds), 0.005);
      return slowed.verdicts.find(({ first, second }) => first === 'sse' && second === 'long-polling')?.different;
    }).filter(Boolean);
    // Two standard deviations of 400 runs are 4 %.
    expect(found.length / runs).toBeGreaterThanOrEqual(0.76);
  });

  it('does not widen the intervals of quiet arms because of a noisy one', () => {
    const calm = [100, 104].map((middle) => ({ label: `${middle} ms`, values: [0, 0.1, -0.1, 0.05, 0.02].map((off) => middle * (1 + off / 100)) }));
    const wild = { label: 'wild', values: [400, 700, 520, 900, 610] };
    const verdict = decide([...calm, wild], 0.05).verdicts.find(({ first, second }) => first === '104 ms' && second === '100 ms');
    expect(verdict).toMatchObject({ different: true });
  });

  it('judges a noisy pair by its own spread', () => {
    const calm = experiment(1).slice(0, 4);
    const wild = { label: 'wild', values: [10, 90, 12, 80] };
    const verdict = decide([...calm, wild], 0.05).verdicts.find(({ first, second }) => first === 'wild' && second === 'polling');
    expect(verdict?.critical).toBeGreaterThan(3);
  });

  it('decides nothing for one round, one arm or values that are not above 0', () => {
    expect(decide(experiment(1, {}, 1), 0.05).verdicts).toEqual([]);
    expect(decide(experiment(1).slice(0, 1), 0.05).verdicts).toEqual([]);
    expect(decide([...experiment(1), { label: 'none', values: [0, 0, 0, 0] }], 0.05).verdicts).toEqual([]);
  });

  it('calls exact counts different only above one per cent', () => {
    const exact = [100, 100.5, 120].map((value) => ({ label: `${value} B`, values: [value, value, value] }));
    const different = decide(exact, 0.05).verdicts.filter((verdict) => verdict.different);
    expect(different.map(({ first, second }) => `${first} ${second}`)).toEqual(['120 B 100 B', '120 B 100.5 B']);
  });
});
