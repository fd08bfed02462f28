import { describe, expect, it } from 'vitest';
import { publishTimes, slottedTimes } from '../../bench/model/schedule.ts';
import { median } from '../../bench/statistics/index.ts';
import { seededRandom } from '../../bench/statistics/random.ts';

/** How long notifications wait for the next poll. Polls are sent every `interval`, the first at `phase`. */
const waits = (times: readonly number[], interval: number, phase: number): number[] =>
  times.map((at) => interval - ((((at - phase) % interval) + interval) % interval));

/** Visits to one lab with the same settings, each at a random time. @returns the medians that they see, as shares of the theory's value */
const visits = (times: (visit: number) => readonly number[], interval: number): number[] => {
  const random = seededRandom(12);
  return Array.from({ length: 12 }, (_, visit) => median(waits(times(visit), interval, random() * interval)) / (interval / 2));
};

const spacing = 1_000;
const furthest = (shares: readonly number[]): number => Math.max(...shares.map((share) => Math.abs(share - 1)));

describe('The schedule of the lab', () => {
  it.each([1_000, 2_000, 3_000, 4_000, 5_000, 500, 1_500, 10_000])(
    'shows twelve visitors who poll every %i ms a median within 12 % of theory, after 75 notifications',
    (interval) => {
      for (const seed of [1, 2, 3]) expect(furthest(visits(() => slottedTimes(spacing, 75, seed), interval))).toBeLessThan(0.12);
    },
  );

  it('is necessary: even spacing and a Poisson process do not keep every visitor within those 12 %', () => {
    expect(furthest(visits(() => publishTimes('periodic', 1, 30, () => 0), 2_000))).toBeGreaterThan(0.3);
    expect(furthest(visits((visit) => publishTimes('poisson', 1, 30, seededRandom(visit)), 2_000))).toBeGreaterThan(0.2);
  });

  it('publishes once in every slot, and at other times with another seed', () => {
    const times = slottedTimes(spacing, 200, 7);
    expect(times.map((at) => Math.floor(at / spacing))).toEqual(Array.from({ length: 200 }, (_, slot) => slot));
    expect(slottedTimes(spacing, 3, 8)).not.toEqual(times.slice(0, 3));
  });
});
