import { describe, expect, it } from 'vitest';
import { latency } from '../../bench/measures/latency.ts';
import { percentile } from '../../bench/statistics/index.ts';
import { type Tamper, through, warmUp } from './tampering.ts';
import { measure, roundOf, settingsFor } from './truth-support.ts';

describe('Delays that a test adds are in the latencies', () => {
  it('a stall of 30 ms every 200 ms: the latencies contain every millisecond of it', async () => {
    const stalls: number[] = [];
    const stall: Tamper = async (data) => {
      const came = performance.now();
      const phase = came % 200;
      if (phase < 30) await new Promise((resolve) => setTimeout(resolve, 30 - phase));
      for (const [, seq] of data.toString('latin1').matchAll(/^id: \w+-(\d+)$/gm)) if (Number(seq) > warmUp) stalls.push(performance.now() - came);
      return data;
    };
    const settings = settingsFor('sse', '--duration', '2', '--rate', '100');
    const { latencies = [], ledger, metrics } = roundOf((await measure(latency, settings, { path: through(() => ({ down: stall })) })).row);
    expect(stalls.length).toBe(ledger.expected);
    // Other delays may come on top: at least as many latencies as stalls are that long, within the precision of the histogram.
    for (const least of [5, 10, 15, 20, 25]) {
      const put = stalls.filter((ms) => ms >= least).length;
      expect(put).toBeGreaterThan(0);
      expect(latencies.filter(([ms]) => ms >= least * 0.999).reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThanOrEqual(put);
    }
    expect(metrics.p99).toBeGreaterThanOrEqual(percentile(stalls, 0.98));
  });

  it('5 ms more on one transport: no latency is shorter', async () => {
    const late: Tamper = async (data) => {
      const due = performance.now() + 5;
      while (performance.now() < due) await new Promise((resolve) => setTimeout(resolve, 1));
      return data;
    };
    const { metrics, latencies = [] } = roundOf((await measure(latency, settingsFor('sse'), { path: through(() => ({ down: late })) })).row);
    expect(Math.min(...latencies.map(([ms]) => ms))).toBeGreaterThanOrEqual(5 * 0.999);
    expect(metrics.p50).toBeGreaterThanOrEqual(5 * 0.999);
  });

  it('deliveries batched for 20 ms: the latencies contain every millisecond of the delay', async () => {
    const waits: number[] = [];
    const gather: Tamper = async (data) => {
      const came = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 20 - (came % 20)));
      for (const [, seq] of data.toString('latin1').matchAll(/^id: \w+-(\d+)$/gm)) if (Number(seq) > warmUp) waits.push(performance.now() - came);
      return data;
    };
    const settings = settingsFor('sse', '--rate', '100');
    const { metrics, ledger } = roundOf((await measure(latency, settings, { path: through(() => ({ down: gather })) })).row);
    expect(waits.length).toBe(ledger.expected);
    expect(metrics.mean).toBeGreaterThanOrEqual((waits.reduce((sum, one) => sum + one, 0) / waits.length) * 0.999);
    expect(metrics.p50).toBeGreaterThanOrEqual(percentile(waits, 0.49) * 0.999);
  });
});
