import { describe, expect, it } from 'vitest';
import { readInvocation } from '../../bench/command-line/options.ts';
import { capacity, climb } from '../../bench/measures/capacity.ts';
import { broke, kneeOf, limit, nextCount, type Ramp, type Step } from '../../bench/measures/ramp.ts';
import { Bench } from '../../bench/stage/bench.ts';

const ramp: Ramp = { first: 100, most: 4_000, coarse: 2, finer: 1.25, beyond: 1 };

/** Runs a ramp with invented latencies. @param excessAt milliseconds above the expected latency, by number of clients */
function imagine(excessAt: (clients: number) => number, limits: Ramp = ramp, lossAt = Number.POSITIVE_INFINITY): Step[] {
  const steps: Step[] = [];
  for (let clients = nextCount(steps, limits); clients !== undefined; clients = nextCount(steps, limits)) {
    steps.push({ clients, excess: excessAt(clients), incomplete: clients >= lossAt });
  }
  return steps;
}

const counts = (steps: readonly Step[]) => steps.map(({ clients }) => clients);

describe('A ramp', () => {
  it('doubles while the limit is far, goes on in finer steps, and takes one step beyond the knee', () => {
    const steps = imagine((clients) => (clients / 1_000) ** 2 * limit);
    expect(counts(steps)).toEqual([100, 200, 400, 800, 1_000, 1_250, 1_563]);
    expect(kneeOf(steps)?.clients).toBe(1_000);
    expect(steps.filter(broke)).toHaveLength(2);
  });

  it('ends at the maximum number of clients, which is the knee if no step failed', () => {
    const steps = imagine(() => 1);
    expect(counts(steps)).toEqual([100, 200, 400, 800, 1_600, 3_200, 4_000]);
    expect(kneeOf(steps)?.clients).toBe(4_000);
  });

  it('ends when something is lost, and when nothing arrives', () => {
    const lossy = imagine(() => 1, ramp, 400);
    expect([counts(lossy).at(-1), kneeOf(lossy)?.clients]).toEqual([400, 200]);
    expect(broke({ clients: 1, excess: Number.NaN, incomplete: false })).toBe(true);
  });

  it('has no knee if the first step exceeds the limit', () => {
    expect(kneeOf(imagine(() => 2 * limit))).toBeUndefined();
  });
});

describe('Capacity', () => {
  it.each(['polling', 'sse'])('runs a ramp with real clients of %s, and counts every notification', async (arm) => {
    const { settings } = readInvocation(['--quick', '--transports', arm, '--clients', '4', '--rate', '20', '--poll-interval', '100'], false);
    const bench = new Bench(settings, new AbortController().signal);
    try {
      const contender = { arm: arm as 'polling' | 'sse', twin: false };
      const reading = await bench.use({ contender, seed: 1 }, (stage) => climb(stage, settings, { ...ramp, first: 4, most: 8 }));
      const { ledger, series = [], metrics } = reading.round;
      expect(series[0]?.points.map(([clients]) => clients).at(-1)).toBeLessThanOrEqual(8);
      expect(ledger).toMatchObject({ delivered: ledger.expected, lost: 0, doubled: 0, reordered: 0, gaps: 0 });
      expect(ledger.expected).toBeGreaterThan(0);
      expect(reading.conditions).toMatchObject({ clients: 0, schedule: 'periodic' });
      // On any machine: either no step was within the limit, and a warning says so, or the knee is one of the steps.
      if (metrics.kneeClients === undefined) expect(reading.warnings?.join()).toContain('too many');
      else expect([4, 5, 6, 8]).toContain(metrics.kneeClients);
    } finally {
      await bench.close();
    }
  });

  it('never plans for more than 6,000 clients by default', () => {
    const titles = (clients: string) =>
      capacity.tasks?.(readInvocation(['--clients', clients, '--transports', 'sse'], false).settings).map(({ title }) => title) ?? [];
    expect(titles('1000').every((title) => title.includes('6000 clients'))).toBe(true);
    expect(titles('2').every((title) => title.includes('120 clients'))).toBe(true);
  });
});
