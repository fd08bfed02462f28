import { describe, expect, it } from 'vitest';
import { type Coefficients, forecast, type WhatIf } from '../../../bench/model/index.ts';
import { slotOf, slots, valueAt } from '../../../client/page/ui/slider-scale.ts';
import { crossingRate, curvesOf, extrapolationSentence, networkBytes, rowsOf, scales } from '../../../client/page/what-if/forecasts.ts';
import { transportNames } from '../../../server/stream/protocol.ts';

const given: WhatIf = { clients: 1_000, rate: 1, pollInterval: 2_000, payload: 100, cookies: 0, rtt: 100 };
const each = { cpuPerNotification: 10, idleCpu: 0, heapPerConnection: 5, rssPerConnection: 10 };
const coefficients: Coefficients = {
  transports: { polling: { ...each, idleCpu: 200, pollInterval: 1_000 }, sse: each, websocket: each },
  measuredRange: { clients: [100, 600], rate: [0, 40], payload: [100, 100], pollInterval: [1_000, 1_000] },
};

describe('sliders', () => {
  it('reach both ends of their scales, and convert a value to a position and back', () => {
    for (const scale of Object.values(scales)) {
      expect(valueAt(scale, slots)).toBe(scale.most);
      expect(valueAt(scale, 0)).toBe(scale.least);
      for (const slot of [0, 1, 250, 667, slots]) {
        const value = valueAt(scale, slot);
        expect(value).toBeGreaterThanOrEqual(scale.least);
        expect(Math.abs(valueAt(scale, slotOf(scale, value)) - value) / Math.max(value, 1)).toBeLessThan(0.12);
      }
    }
  });

  it('stay on the scale, whatever was typed', () => {
    for (const scale of Object.values(scales))
      for (const value of [0, 3, scale.least, scale.most]) {
        expect(slotOf(scale, value)).toBeGreaterThanOrEqual(0);
        expect(slotOf(scale, value)).toBeLessThanOrEqual(slots);
      }
  });
});

describe('rows', () => {
  it('contain the forecast of the model, and the bench’s costs', () => {
    const rows = rowsOf(given, coefficients);
    expect(rows.map(({ transport }) => transport)).toEqual(transportNames);
    for (const { transport, cost: _, ...told } of rows) expect(told).toEqual(forecast(transport, given));
    expect(rows[0]?.requests).toBeCloseTo(500);
    expect(rows[0]?.cost?.cores).toBeCloseTo((1_000 * (200 / 2 + 10)) / 1e6);
    expect(rows[3]?.cost?.heap).toBeCloseTo(5_000 / 1_024);
  });

  it('have no costs if none were measured', () => {
    expect(rowsOf(given, coefficients)[1]?.cost).toBeUndefined();
    expect(rowsOf(given, undefined).every(({ cost }) => cost === undefined)).toBe(true);
  });
});

describe('an extrapolation', () => {
  it('is called one, with the measured range', () => {
    expect(extrapolationSentence(given, coefficients)).toBe(
      'Memory and CPU are extrapolated: the bench has no measurement for 1000 clients (measured: 100 to 600), a poll every 2000 ms (measured: 1000).',
    );
  });
  it('is not reported within the measured range', () => {
    expect(extrapolationSentence({ ...given, clients: 300, pollInterval: 1_000 }, coefficients)).toBeUndefined();
  });
});

describe('the crossover', () => {
  it('is the rate at which polling and WebSocket take the same number of bytes', () => {
    const rate = crossingRate(given) as number;
    const [polling, websocket] = [networkBytes('polling', { ...given, rate }), networkBytes('websocket', { ...given, rate })];
    expect(polling / websocket).toBeCloseTo(1, 3);
    expect(networkBytes('polling', { ...given, rate: rate * 2 })).toBeLessThan(networkBytes('websocket', { ...given, rate: rate * 2 }));
  });

  it('falls with a longer poll interval, and rises with cookies', () => {
    expect(crossingRate({ ...given, pollInterval: 4_000 })).toBeLessThan(crossingRate(given) as number);
    expect(crossingRate({ ...given, cookies: 4_000 })).toBeGreaterThan(crossingRate(given) as number);
  });

  it('has a curve for each transport over all rates', () => {
    for (const { points } of curvesOf(given)) expect(points.every(([, bytes]) => bytes > 0 && Number.isFinite(bytes))).toBe(true);
  });
});
