import { beforeEach, describe, expect, it } from 'vitest';
import { coverageText } from '../../bench/report/sentences.ts';
import { changeInterval, commonSlope, type Interval, medianCoverage, medianInterval, pairedRatio } from '../../bench/statistics/index.ts';
import { exponential, normal, seededRandom } from '../../bench/statistics/random.ts';

let random = seededRandom(0);
// Every test starts from this seed, so that it sees the same numbers alone as after other tests.
beforeEach(() => {
  random = seededRandom(2_026);
});

const experiments = 1_000;
const several = [3, 5, 7, 10] as const;

/** A distribution of rounds, in units of their spread, with its median and mean. */
interface Shape {
  readonly median: number;
  readonly mean: number;
  draw(rounds: number): number[];
}

const independent =
  (one: () => number): Shape['draw'] =>
  (rounds) =>
    Array.from({ length: rounds }, one);
const shapes = {
  normal: { median: 0, mean: 0, draw: independent(() => normal(random)) },
  skewed: { median: Math.LN2, mean: 1, draw: independent(() => exponential(random, 1)) },
  /** Half of the deviation of a round remains in the next. */
  drifting: {
    median: 0,
    mean: 0,
    draw: (rounds) => {
      let now = normal(random);
      return Array.from({ length: rounds }, () => {
        const value = now;
        now = 0.5 * now + Math.sqrt(0.75) * normal(random);
        return value;
      });
    },
  },
} as const satisfies Readonly<Record<string, Shape>>;

/** @returns the share of the experiments in which the interval contains the true value */
function held(interval: () => Interval, truth: number): number {
  const kept = Array.from({ length: experiments }, interval).filter(({ low, high }) => low <= truth && truth <= high);
  return kept.length / experiments;
}

/** Three standard deviations of a share of the experiments: the error that chance may cause. */
const luck = (share: number): number => 3 * Math.sqrt((share * (1 - share)) / experiments);

const atLeast = (share: number, said: number) => expect(share).toBeGreaterThanOrEqual(said - luck(said));

describe.each(several)('Intervals of %i rounds contain the true value as often as the report says', (rounds) => {
  it.each(['normal', 'skewed'] as const)('around a median, of %s rounds', (name) => {
    const { draw, median } = shapes[name];
    atLeast(
      held(() => medianInterval(draw(rounds)), median),
      medianCoverage(rounds),
    );
  });

  it('around a ratio: 95 % for normal rounds, 87 % if one side has a long tail', () => {
    const ratios = ({ draw }: Shape) => pairedRatio(draw(rounds).map((log) => [20 * Math.exp(0.1 * log), 10]));
    atLeast(
      held(() => ratios(shapes.normal), 2),
      0.95,
    );
    atLeast(
      held(() => ratios(shapes.skewed), 2 * Math.exp(0.1)),
      0.87,
    );
  });

  it.each(['normal', 'skewed'] as const)('around the change between two runs: 95 % for %s rounds', (name) => {
    const run = (factor: number) => shapes[name].draw(rounds).map((log) => factor * Math.exp(0.1 * log));
    atLeast(
      held(() => changeInterval(run(1), run(3)), 3),
      0.95,
    );
  });

  it.each(['normal', 'skewed'] as const)('above a slope that cannot be distinguished from 0: 97.5 % for %s rounds', (name) => {
    const { draw, mean } = shapes[name];
    const points = () => draw(4).map((noise, index) => [index, 20 + noise - mean] as const);
    const upper = () => ({ ...commonSlope(Array.from({ length: rounds }, points)), low: Number.NEGATIVE_INFINITY });
    atLeast(held(upper, 0), 0.975);
  });

  it('less often if half of the deviation of a round remains in the next', () => {
    const { draw } = shapes.drifting;
    const run = (factor: number) => draw(rounds).map((log) => factor * Math.exp(0.1 * log));
    const median = held(() => medianInterval(draw(rounds)), 0);
    // The report says "less often", and docs/measuring.md how often.
    expect(median).toBeLessThan(medianCoverage(rounds));
    atLeast(median, { 3: 0.54, 5: 0.77, 7: 0.88, 10: 0.86 }[rounds]);
    atLeast(
      held(() => pairedRatio(run(2).map((value) => [value, 1])), 2),
      0.75,
    );
    atLeast(
      held(() => changeInterval(run(1), run(2)), 2),
      0.74,
    );
  });
});

describe('The stated coverage of an interval', () => {
  it('is the coverage of the sign test', () => {
    expect([1, 2, 3, 5].map(medianCoverage)).toEqual([0, 0.5, 0.75, 0.9375]);
    for (let rounds = 6; rounds < 40; rounds += 1) expect(medianCoverage(rounds)).toBeGreaterThanOrEqual(0.95);
  });

  it('is stated for every number of rounds in a report', () => {
    expect(coverageText([3, 2, 3, 1])).toBe('75 % of such runs with 3 rounds, 50 % with 2');
    expect(coverageText([1])).toBe('');
  });

  it('belongs to the range of few rounds, and for many rounds to one without the outermost', () => {
    expect(medianInterval([5, 1, 3])).toEqual({ value: 3, low: 1, high: 5 });
    expect(medianInterval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toEqual({ value: 5.5, low: 2, high: 9 });
  });
});
