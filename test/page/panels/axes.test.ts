import { describe, expect, it } from 'vitest';
import { linear, logarithmic, niceStep } from '../../../client/page/charts/scale.ts';
import { spreadLabels } from '../../../client/page/charts/spread-labels.ts';

describe('axes', () => {
  it('have ticks at 1, 2 and 5 times a power of ten', () => {
    expect(niceStep(60, 6)).toBe(10);
    expect(niceStep(0.7, 5)).toBeCloseTo(0.2);
    expect(linear([-60, 0], [0, 600], 6).ticks).toEqual([-60, -50, -40, -30, -20, -10, 0].map((tick) => expect.closeTo(tick)));
  });

  it('convert a value to a position and back', () => {
    for (const scale of [linear([0, 37], [200, 10], 4), logarithmic([0.3, 4_200], [40, 400])]) {
      for (const value of [scale.least, (scale.least + scale.most) / 2, scale.most]) expect(scale.back(scale.at(value))).toBeCloseTo(value, 6);
    }
  });

  it('widen to whole decades, even with one value or none', () => {
    expect(logarithmic([50, 52], [0, 100]).ticks.map(Math.log10)).toEqual([1, 2].map((power) => expect.closeTo(power)));
    expect(logarithmic([100, 100], [0, 100]).ticks).toHaveLength(2);
  });

  it('keep labels apart and inside the chart', () => {
    const places = spreadLabels([50, 51, 52, 198], 15, 6, 200);
    for (const [index, place] of [...places].sort((one, other) => one - other).entries()) {
      expect(place).toBeGreaterThanOrEqual(6);
      expect(place).toBeLessThanOrEqual(200);
      if (index > 0) expect(place - ([...places].sort((one, other) => one - other)[index - 1] ?? 0)).toBeGreaterThanOrEqual(15);
    }
    expect(spreadLabels([199, 200, 200, 200], 15, 6, 200)).toEqual([155, 170, 185, 200]);
  });
});
