import { expect, test } from 'vitest';
import { faultKinds, scheduleOf } from './schedule.ts';

test('the same seed draws the same faults, and another seed draws others', () => {
  const [one, again, other] = [1, 1, 2].map((seed) => scheduleOf(seed, 100, faultKinds, 10));
  expect(one).toEqual(again);
  expect(one).not.toEqual(other);
});

test('draws the requested number of faults, of the given kinds only, and each kind at least once', () => {
  for (const count of [faultKinds.length, 40, 1_000]) {
    const faults = scheduleOf(7, count, faultKinds, 10);
    expect(faults).toHaveLength(count);
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(faultKinds));
  }
  expect(new Set(scheduleOf(7, 50, ['cut', 'stall'], 10).map(({ kind }) => kind))).toEqual(new Set(['cut', 'stall']));
});

test('leaves publishes between two faults, on average the requested number', () => {
  const faults = scheduleOf(3, 2_000, faultKinds, 10);
  expect(Math.min(...faults.map(({ calm }) => calm))).toBe(1);
  expect(faults.reduce((sum, { calm }) => sum + calm, 0) / faults.length).toBeCloseTo(10.5, 0);
});
