import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../bench/statistics/random.ts';
import { ClockExchanges } from '../../client/page/telemetry/clock.ts';
import { clockStep } from '../../client/page/telemetry/clock-step.ts';

describe('the clocks', () => {
  it('agree to within half of the least round trip of the last minute, plus a step of the page’s clock', () => {
    const exchanges = new ClockExchanges(0.25);
    expect(exchanges.add(1_000, 5_010, 1_020)).toEqual({ offset: 4_000, error: 10.25, step: 0.25 });
    expect(exchanges.add(2_000, 6_001.5, 2_002)).toEqual({ offset: 4_000.5, error: 1.25, step: 0.25 });
    expect(exchanges.add(3_000, 7_030, 3_040)).toEqual({ offset: 4_000.5, error: 1.25, step: 0.25 });
    expect(exchanges.add(90_000, 94_004, 90_006)).toEqual({ offset: 4_001, error: 3.25, step: 0.25 });
  });

  it('agree to no better than the step to which the browser rounds times, which is measured', () => {
    const random = seededRandom(5);
    let real = 0;
    // The clock of a program that is interrupted now and then.
    const rounded = (step: number) => () => {
      real += random() < 0.000_2 ? 40 : 0.01;
      return Math.floor(real / step) * step;
    };
    for (const step of [0.125, 1, 16.5]) expect(clockStep(rounded(step))).toBe(step);

    const [ahead, step] = [7_000, 16.5];
    const exchanges = new ClockExchanges(step);
    for (let sent = 0; sent < 200; sent += 7.3) {
      const read = (at: number) => Math.floor(at / step) * step;
      const { offset, error } = exchanges.add(read(sent), sent + 0.4 + ahead, read(sent + 0.8));
      for (let at = sent; at < sent + 40; at += 1.7) expect(Math.abs(read(at) + offset - (at + ahead))).toBeLessThanOrEqual(error);
    }
  });
});
