import { describe, expect, it } from 'vitest';
import { compareResults } from '../../bench/report/compare.ts';
import { formatComparison, pairingSentence } from '../../bench/report/comparison-text.ts';
import { summarize } from '../../bench/report/summary.ts';
import type { Result } from '../../bench/result/result.ts';
import { fixtureResult, slowedResult } from './fixture-result.ts';
import { type Machine, onMachine, shortened } from './slower-machine.ts';

/** The measures whose rounds differ from each other. */
const noisy = (result: Result): Result => ({ ...result, measures: result.measures.filter(({ name }) => name !== 'crossover') });

const runs = 16;
/** Made once: each test applies the effects of a machine to them. */
const results = Array.from({ length: 2 * runs }, (_, seed) => shortened(noisy(fixtureResult(seed + 1)), 3));

/** Two runs of the same code, three rounds each, on two machines or on one whose speed has changed. */
const pairOf = (run: number, [one, other]: readonly [Machine, Machine]): [Result, Result] => [
  onMachine(results[2 * run] as Result, one, 7 * run + 1),
  onMachine(results[2 * run + 1] as Result, other, 7 * run + 2),
];

const changed = (before: Result, after: Result) =>
  compareResults(summarize(before), summarize(after)).changes.filter(({ verdict }) => verdict !== 'no difference shown');

const neighbours: Machine = { contention: { share: 1 / 3, most: 2 } };
const slower: Machine = { slower: 1.35 };

describe('Of two runs of the same code, some row is called changed', () => {
  it.each<[string, Machine, Machine]>([
    ['on the same machine', {}, {}],
    ['on one that is 1.35 × slower the second time', {}, slower],
    ['on one that is 1.35 × faster the second time', slower, {}],
    ['on one that is slower, with neighbours that take a third of the steps', {}, { ...slower, ...neighbours }],
    ['on one with neighbours both times, and slower the second time', neighbours, { ...slower, contention: { share: 1 / 2, most: 2 } }],
  ])('in at most 2 of 16 pairs, %s', (_, before, after) => {
    const alarms = Array.from({ length: runs }, (__, run) => changed(...pairOf(run, [before, after])));
    const told = alarms.filter(({ length }) => length > 0).map((rows) => rows.map(({ table, row }) => `${table.measure} ${row.label}`));
    // 5 % of 16 would be 0.8.
    expect(told.length, JSON.stringify(told)).toBeLessThanOrEqual(2);
  });
});

/** Two results of one run that took each step with both versions. @param shared whether a neighbour disturbs both steps of a pair, or each independently */
const interleaved = (run: number, machine: Machine, shared: boolean): [Result, Result] => {
  const [before, after] = [results[2 * run] as Result, results[2 * run + 1] as Result];
  const same = { started: before.started, seed: run };
  return [
    { ...onMachine(before, machine, 7 * run + 1), ...same, commit: 'a', interleavedWith: 'b' },
    { ...onMachine(after, machine, 7 * run + (shared ? 1 : 2)), ...same, commit: 'b', interleavedWith: 'a' },
  ];
};

const crowded: Machine = { contention: { share: 1 / 2, most: 2 } };

describe('Two versions in one run', () => {
  it.each<[string, Machine, boolean]>([
    ['on a quiet machine', {}, false],
    ['with neighbours that disturb a third of the steps, independently', { ...slower, ...neighbours }, false],
    ['with neighbours that disturb half of the steps, independently', crowded, false],
    ['with neighbours that disturb half of the pairs', crowded, true],
  ])('are called changed in at most 2 of 16 runs if they are equal, %s', (_, machine, shared) => {
    const alarms = Array.from({ length: runs }, (__, run) => changed(...interleaved(run, machine, shared)));
    const told = alarms.filter(({ length }) => length > 0).map((rows) => rows.map(({ table, row }) => `${table.measure} ${row.label}`));
    expect(told.length, JSON.stringify(told)).toBeLessThanOrEqual(2);
  });

  const slowed = (result: Result) => slowedResult(result, 'server-load', 'websocket', 'cpu', 1.5);
  const asked = 'worse server-load websocket';
  const verdicts = (before: Result, after: Result) =>
    changed(before, after).map(({ table, row, verdict }) => `${verdict} ${table.measure} ${row.label}`);

  it('a rise of processor time by half is found on a machine on which two separate runs do not show it', () => {
    for (const run of [0, 2, 3]) {
      const [before, after] = interleaved(run, crowded, true);
      expect(verdicts(before, slowed(after)), `run ${run}`).toContain(asked);
      const [earlier, later] = pairOf(run, [crowded, crowded]);
      expect(verdicts(earlier, slowed(later)), `run ${run}`).not.toContain(asked);
    }
  });

  it('the report says that they ran interleaved', () => {
    const [before, after] = interleaved(0, crowded, true);
    expect(pairingSentence(compareResults(summarize(before), summarize(after)))).toMatch(
      /^The two ran interleaved, each step of one right before or after the same step of the other\. They are judged by the ratios of these pairs\. The floor, whose code is the same in both, differed by up to /,
    );
  });

  it('results of two separate runs are not compared as pairs, whatever their commits', () => {
    const [before, after] = interleaved(0, {}, false);
    expect(compareResults(summarize(before), summarize({ ...after, started: '2026-02-02T00:00:00.000Z' })).interleaved).toBe(false);
  });
});

describe('A real change on a slower machine is still found', () => {
  const [before, after] = pairOf(0, [{}, slower]);

  it.each([
    ['server-load', 'websocket', 'cpu', 2],
    ['memory', 'sse', 'heap', 1.3],
    ['bytes', 'sse', 'bytes', 1.03],
  ] as const)('%s of %s, of which %s is %d times as much', (measure, arm, metric, factor) => {
    const found = changed(before, slowedResult(after, measure, arm, metric, factor));
    expect(found.map(({ table, row, verdict }) => `${verdict} ${table.measure} ${row.label}`)).toContain(`worse ${measure} ${arm}`);
    expect(found.every(({ table, row }) => table.measure === measure && row.arm === arm)).toBe(true);
  });

  it('is reported also relative to the floor, with the change of the floor', () => {
    const comparison = compareResults(summarize(before), summarize(slowedResult(after, 'server-load', 'websocket', 'cpu', 2)));
    const slope = comparison.changes.find(({ table, row }) => table.slopes && table.measure === 'server-load' && row.label === 'websocket');
    expect(slope?.ratio.value).toBeGreaterThan(2.3);
    expect(slope?.toFloor?.value).toBeLessThan(2.4);
    expect(Math.abs(Math.log(comparison.drift ?? 1))).toBeGreaterThan(Math.log(1.25));
    expect(pairingSentence(comparison)).toMatch(
      /^The two ran one after the other, not interleaved\. The floor, whose code is not the server's, changed by up to [\d.]+ (?:%|×)\. \d+ rows are also compared with the floor \(tcp\) of the same round/,
    );
    expect(formatComparison(comparison).replaceAll(/\s+/g, ' ')).toContain(pairingSentence(comparison));
  });

  it('has the warning that a slower machine looks like slower code if no floor ran', () => {
    const floorless = (result: Result): Result => ({
      ...result,
      measures: result.measures.map((measure) => ({ ...measure, rows: measure.rows.filter(({ arm }) => arm !== 'tcp') })),
    });
    const comparison = compareResults(summarize(floorless(before)), summarize(floorless(after)));
    expect(comparison.drift).toBeUndefined();
    expect(pairingSentence(comparison)).toContain('No floor ran in both, so a slower machine cannot be told from slower code.');
  });
});
