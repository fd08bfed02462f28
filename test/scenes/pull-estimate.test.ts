import { describe, expect, it } from 'vitest';
import { burdenOf, computed, measured } from '../../client/page/scenes/pull/load.ts';
import type { LaneSummary } from '../../client/page/track/summary.ts';

describe('Pull, computed and measured', () => {
  const wish = { rate: 0.5, users: 1_000, interval: 2_000 };

  it('computes the empty polls of polling, and none for the others', () => {
    const polling = computed('polling', wish, 64, 100);
    expect(polling.requests).toBe(500);
    expect(polling.empty).toBeCloseTo(100 * Math.exp(-1));
    expect(polling.staleness).toBe(1_050);
    expect(computed('sse', wish, 64, 100)).toMatchObject({ requests: 0, empty: 0, staleness: 50 });
  });

  it('multiplies one lane by the number of users, and gives nothing until there are measurements', () => {
    const bytes = { headers: 600, framing: 200, payload: 200 };
    const lane = { requests: 10, empties: 5, seconds: 20, latency: { count: 5, mean: 900 }, up: bytes, down: bytes } as LaneSummary;
    expect(measured(lane, wish)).toEqual({ requests: 500, empty: 50, staleness: 900, megabits: 0.8 });
    expect(measured({ ...lane, latency: { ...lane.latency, count: 0 } }, wish).requests).toBeUndefined();
    expect(measured({ ...lane, seconds: 0.5 }, wish).requests).toBeUndefined();
  });

  it('computes processor and heap of all bots from the bench’s costs of each', () => {
    const measuredRange = { clients: [100, 2_000], rate: [0, 10], payload: [64, 64], pollInterval: [2_000, 2_000] } as const;
    const each = { cpuPerNotification: 10, heapPerConnection: 1_024, rssPerConnection: 2_048 };
    const coefficients = {
      transports: { polling: { ...each, idleCpu: 100, pollInterval: 2_000 }, sse: { ...each, idleCpu: 0 } },
      measuredRange,
    };
    const given = { rate: 1, interval: 2_000 };
    expect(burdenOf({ polling: 100, sse: 100 }, given, 64, coefficients)).toEqual({ cores: expect.closeTo(0.012), heap: 200, extrapolated: false });
    // Half as many polls cost half as much. Outside the measured range it is an extrapolation.
    expect(burdenOf({ polling: 100 }, { ...given, interval: 4_000 }, 64, coefficients)).toEqual({
      cores: expect.closeTo(0.006),
      heap: 100,
      extrapolated: true,
    });
    expect(burdenOf({ websocket: 1 }, given, 64, coefficients)).toBeUndefined();
    expect(burdenOf({ websocket: 0 }, given, 64, coefficients)).toEqual({ cores: 0, heap: 0, extrapolated: false });
  });
});
