import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { carryBurden } from '../../bench/processes/burden.ts';
import { compareResults } from '../../bench/report/compare.ts';
import { excess } from '../../bench/report/format.ts';
import { noiseLine, twinsDiffer } from '../../bench/report/sentences.ts';
import { summarize } from '../../bench/report/summary.ts';
import { socketBytes } from '../../bench/stage/socket-objects.ts';
import { criticalChange, decide } from '../../bench/statistics/index.ts';
import { normal, seededRandom } from '../../bench/statistics/random.ts';
import { fixtureResult, slowedResult } from './fixture-result.ts';
import { shortened } from './slower-machine.ts';

describe('A burdened server', () => {
  it('spends twice the processor time for the same work', () => {
    // A processor of its own: the real one is also used by the compiler and by the garbage collector, at times that nobody chooses.
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    let used = 0;
    const stop = carryBurden(2, () => {
      used += 1;
      return used;
    });
    for (let turn = 0; turn < 20; turn += 1) {
      used += 3_000;
      vi.advanceTimersByTime(8);
    }
    stop();
    expect(used / (20 * 3_000)).toBeCloseTo(2, 1);
    const then = used;
    vi.advanceTimersByTime(100);
    expect(used).toBe(then);
  });

  it('is called worse after the rounds of a quick run, and nothing else is', () => {
    const [before, after] = [shortened(fixtureResult(3), 3), shortened(fixtureResult(4), 3)];
    const slowed = slowedResult(after, 'server-load', 'websocket', 'cpu', 2);
    const { changes } = compareResults(summarize(before), summarize(slowed));
    const worse = changes.filter(({ verdict }) => verdict === 'worse');
    expect(worse.map(({ table, row }) => `${table.measure} ${row.label}`)).toContain('server-load websocket');
    expect(worse.every(({ row }) => row.arm === 'websocket')).toBe(true);
  });
});

describe('A changed row', () => {
  const draw = (random: () => number, value: number, count: number) => Array.from({ length: count }, () => value * Math.exp(0.1 * normal(random)));

  it('is a false alarm no more often than allowed, and a factor of two is found', () => {
    const random = seededRandom(11);
    let [wrong, found] = [0, 0];
    for (let run = 0; run < 400; run += 1) {
      const others = Array.from({ length: 10 }, (_, arm) => draw(random, 10 * (arm + 1), 3));
      const [before, same, double] = [draw(random, 7, 3), draw(random, 7, 3), draw(random, 14, 3)];
      const ratio = (one: readonly number[], other: readonly number[]) => Math.abs(logMean(other) - logMean(one));
      if (ratio(before, same) > Math.log(criticalChange(before, same, [...others, before, same], 0.05))) wrong += 1;
      if (ratio(before, double) > Math.log(criticalChange(before, double, [...others, before, double], 0.05 / 50))) found += 1;
    }
    expect(wrong / 400).toBeLessThan(0.07);
    expect(found / 400).toBeGreaterThan(0.95);
  });

  it('cannot be found with single rounds', () => {
    expect(criticalChange([1], [2], [[1], [2]], 0.05)).toBe(Number.POSITIVE_INFINITY);
  });
});

const logMean = (values: readonly number[]) => values.reduce((sum, value) => sum + Math.log(value), 0) / values.length;

describe('Identical twins', () => {
  const contestants = (factor: number) => [
    { label: 'polling', values: [40, 41, 40.5] },
    { label: 'websocket', values: [10, 10.1, 10.05] },
    { label: 'websocket · A/A', twinOf: 'websocket', values: [10, 10.1, 10.05].map((value) => factor * value) },
  ];

  it('that are not identical are detected, by the spread alone', () => {
    const rows = contestants(2).map(({ label, twinOf }) => ({ label, twin: twinOf !== undefined }));
    const judged = (factor: number) => twinsDiffer({ decision: decide(contestants(factor), 0.05), rows: rows as never });
    expect([judged(1.001), judged(2)]).toEqual([false, true]);
  });

  it('that differ make the report say so', () => {
    const result = fixtureResult();
    const latency = result.measures.map((measure) =>
      measure.name !== 'latency'
        ? measure
        : {
            ...measure,
            rows: measure.rows.map((row) =>
              row.twin
                ? { ...row, rounds: row.rounds.map((round) => ({ ...round, metrics: { ...round.metrics, p50: 3 * (round.metrics.p50 ?? 0) } })) }
                : row,
            ),
          },
    );
    const [table] = summarize({ ...result, measures: latency }).sections.find(({ name }) => name === 'latency')?.tables ?? [];
    expect(table && noiseLine(table)).toContain('which is more than chance: do not trust this table');
  });
});

describe('A bound', () => {
  it.each([
    [1.031, '3.10 %'],
    [1.5, '50 %'],
    [2.62, '2.62 ×'],
    [16.4, '16.4 ×'],
    [15_500, 'a hundred times'],
  ])('%d is %s', (ratio, text) => {
    expect(excess(ratio)).toBe(text);
  });
});

describe("The kernel's objects for a socket", () => {
  const lines = [
    'slabinfo - version: 2.1',
    '# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab>',
    'tw_sock_TCP         3082   3168    256   16    1 : tunables    0    0    0',
    'TCPv6                 26     26   2496   13    8 : tunables    0    0    0',
    'TCP                  118    182   2368   13    8 : tunables    0    0    0',
    'eventpoll_epi       6031   6944    128   32    1 : tunables    0    0    0',
    'sock_inode_cache     188    304    832   19    4 : tunables    0    0    0',
    'filp                 600    756    192   21    1 : tunables    0    0    0',
    'dentry            134816 135261    192   21    1 : tunables    0    0    0',
  ];

  it('are summed from slabinfo, and unknown if one is missing', () => {
    expect(socketBytes(lines.join('\n'))).toBe(2_368 + 128 + 832 + 192 + 192);
    expect(socketBytes(lines.slice(0, -1).join('\n'))).toBeUndefined();
  });
});
