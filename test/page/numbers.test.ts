import { describe, expect, it } from 'vitest';
import { bytes, milliseconds } from '../../client/page/numbers.ts';
import { slotOf, slots, valueAt } from '../../client/page/ui/slider-scale.ts';

describe('numbers', () => {
  it('have three digits and a unit', () => {
    expect([1.04, 54.4, 1_234, 12_345, Number.NaN].map(milliseconds)).toEqual(['1.0 ms', '54 ms', '1,234 ms', '12.3 s', '–']);
    expect([92, 1_500, 65_536, 12_345_678].map(bytes)).toEqual(['92 B', '1,500 B', '65.5 kB', '12.3 MB']);
  });

  it('convert to the position of a slider and back', () => {
    const rate = { least: 0, most: 1_000, step: 0.1, logFrom: 0.1 };
    for (const value of [0, 0.1, 1, 20, 300, 1_000]) expect(valueAt(rate, Math.round(slotOf(rate, value)))).toBeCloseTo(value, value < 10 ? 1 : -1);
    expect(valueAt({ least: 0, most: 1_000, step: 1 }, slots / 2)).toBe(500);
  });
});
