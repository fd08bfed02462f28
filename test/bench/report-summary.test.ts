import { describe, expect, it } from 'vitest';
import { costMap } from '../../bench/report/cost-map.ts';
import { slopeRows } from '../../bench/report/derive.ts';
import { digits, durationText, setting, whole } from '../../bench/report/format.ts';
import { generatorSentence } from '../../bench/report/generator.ts';
import { formatHtml } from '../../bench/report/html.tsx';
import { formatMarkdown } from '../../bench/report/markdown.ts';
import { noiseLine, ruleSentence, runSentence, verdictLine, winners } from '../../bench/report/sentences.ts';
import { summarize, type Table } from '../../bench/report/summary.ts';
import { formatTerminal } from '../../bench/report/terminal.ts';
import type { Measure } from '../../bench/result/result.ts';
import { fixtureResult, middleOf } from './fixture-result.ts';
import { measureOf, result, summary, tableOf, withLoss } from './report-support.ts';

const rowOf = (table: Table, label: string) => {
  const row = table.rows.find((one) => one.label === label);
  if (!row) throw new Error(`No row ${label}.`);
  return row;
};

const withGenerator = (measure: Measure, utilisation: number): Measure => ({
  ...measure,
  rows: measure.rows.map((row) => ({
    ...row,
    rounds: row.rounds.map((round) => ({ ...round, generator: { cpu: 1, utilisation, headroomUsed: 0.1 } })),
  })),
});

describe('Numbers', () => {
  it.each([
    [0, '0'],
    [0.01234, '0.0123'],
    [9.238, '9.24'],
    [9.998, '10.0'],
    [861, '861'],
    [9_241, '9,240'],
    [1_234_567, '1,230,000'],
    [-5.5, '-5.50'],
    [Number.NaN, '–'],
  ])('%d has three significant digits as %s', (value, text) => {
    expect(digits(value)).toBe(text);
  });

  it('keep all digits if they were counted or set', () => {
    expect([whole(1_017), setting(0.25), setting(10_000)]).toEqual(['1,017', '0.25', '10,000']);
    expect([setting(0.0125), setting(1_234.0625)]).toEqual(['0.0125', '1,234.0625']);
  });

  it('durations have no sixtieth second', () => {
    expect([89.4, 119.6, 417.9].map(durationText)).toEqual(['89 s', '2 min 0 s', '6 min 58 s']);
  });
});

describe('The summary', () => {
  it('has the medians of the rounds', () => {
    const [row] = measureOf(result, 'latency').rows;
    if (!row) throw new Error('The fixture has no latency.');
    expect(rowOf(tableOf(summary, 'latency'), 'polling').cells.p50?.interval.value).toBe(middleOf(row, 'p50'));
  });

  it('has the arms in the same order everywhere, with ratios to the floor', () => {
    const { rows, reference } = tableOf(summary, 'bytes');
    expect(rows.map(({ label }) => label)).toEqual(['polling', 'long-polling', 'sse', 'websocket', 'websocket · A/A', 'tcp']);
    expect(reference).toBe('tcp');
    expect(rowOf(tableOf(summary, 'bytes'), 'tcp').relative).toBeUndefined();
  });

  it('finds the slopes of the fixture, one per round', () => {
    const rows = slopeRows(measureOf(result, 'memory'));
    const sse = rows.find(({ arm }) => arm === 'sse');
    expect(sse?.rounds.length).toBe(5);
    for (const { metrics } of sse?.rounds ?? []) expect(metrics.heapPerConnection).toBeCloseTo(9.9, -1);
    expect(rowOf(tableOf(summary, 'server-load'), 'long-polling').cells.cpuPerNotification?.interval.value).toBeCloseTo(130, -2);
    expect(rowOf(tableOf(summary, 'server-load'), 'polling').cells.idleCpu?.interval.value).toBeCloseTo(480, -2);
  });

  it('never calls the identical twins different, over ten runs', () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const tables = summarize(fixtureResult(seed)).sections.flatMap((section) => section.tables);
      const pairs = tables.flatMap(({ decision }) =>
        decision.verdicts.filter(({ first, second }) => first === 'websocket · A/A' && second === 'websocket'),
      );
      expect(pairs.length).toBeGreaterThan(5);
      expect(pairs.filter(({ different }) => different)).toEqual([]);
    }
  });

  it('names the best arm, its lead, and the arms that cannot be distinguished from it', () => {
    expect(verdictLine(tableOf(summary, 'bytes'))).toMatch(
      /^Least bytes: websocket with 164 B\/notification; sse 1\d % more, polling 2\.\d+ ×, long-polling 2\.\d+ ×\.$/,
    );
    expect(noiseLine(tableOf(summary, 'bytes'))).toMatch(
      /^Noise: Two identical arms differed by .* % in bytes; with 5 rounds, a difference below .* % might not have been found/,
    );
    expect(winners(tableOf(summary, 'bytes'))).toEqual(new Set(['websocket']));
  });

  it('divides the error among the tables that compare arms, and gives their number', () => {
    const tables = summary.sections.flatMap((section) => section.tables);
    const model = tables.filter(({ rows }) => rows.every(({ source }) => source.rounds.length === 1));
    expect(model.length).toBe(7);
    expect(summary.comparisons).toBe(tables.filter(({ decision }) => decision.verdicts.length > 0).length);
    expect(summary.comparisons).toBeLessThanOrEqual(tables.length - model.length);
    expect(summary.errorPerTable).toBeCloseTo(0.05 / summary.comparisons, 12);
    expect(ruleSentence(summary)).toContain(`for each of the ${summary.comparisons} tables with at least two measured arms`);
  });

  it('shows a slope that cannot be distinguished from 0 as an upper bound, and a limit that was not reached as a lower bound', () => {
    const { cells } = rowOf(tableOf(summary, 'server-load'), 'tcp');
    expect(cells.idleCpu?.below).toBeGreaterThan(0);
    expect(cells.cpuPerNotification?.below).toBeUndefined();
    const text = formatTerminal(summary);
    expect(text).toMatch(/ {4}tcp +9\.\d+ .* < \d/);
    expect(text).toMatch(/ {4}tcp +≥ \d/);
    for (const form of [formatMarkdown(summary), formatHtml(summary)]) expect(form).toMatch(/≥ \d\d,\d{3}/);
  });

  it('reports the capacity of the generator, its load in each row, and the rows that overload it', () => {
    expect(generatorSentence(result, summary.sections)).toMatch(
      /^The load generator can receive 61,300 deliveries\/s from the tcp arm\. No row but those of capacity used more than 70 % of it or of its time; the most was 40 %, by /,
    );
    const busy = { ...result, measures: result.measures.map((one) => (one.name === 'latency' ? withGenerator(one, 0.9) : one)) };
    expect(generatorSentence(busy, summarize(busy).sections)).toMatch(
      /12 rows besides those of capacity used more than 70 % .*: polling \(Latency, .* 90 %; long-polling .*; and others with less\.$/,
    );
    expect(formatTerminal(summarize(busy))).toContain('12 rows besides');
    expect(formatMarkdown(summary)).toContain('| generator used |');
  });

  it('has no ratio if the divisor is missing or 0, and exactly 1 for the reference only', () => {
    const [bytes] = result.measures;
    if (!bytes) throw new Error('The fixture is empty.');
    const idle = bytes.rows.map((row) => ({
      ...row,
      rounds: row.rounds.map((round) => ({ ...round, metrics: { idleUp: row.arm === 'polling' ? 5_760 : 0 } })),
    }));
    const text = formatTerminal(summarize({ ...result, measures: [{ ...bytes, rows: idle }] }));
    expect(text).toMatch(/■ polling, every 1 s +5,760 .* –\n/);
    expect(text).toMatch(/ {4}tcp +0 .* 1 ×\n/);
  });

  it('says when there are too few rounds to compare', () => {
    const once = {
      ...result,
      measures: result.measures.map((measure) => ({ ...measure, rows: measure.rows.map((row) => ({ ...row, rounds: row.rounds.slice(0, 1) })) })),
    };
    const table = tableOf(summarize(once), 'bytes');
    expect(verdictLine(table)).toContain('Too few rounds to compare.');
    expect(winners(table).size).toBe(0);
  });

  it('reports a loss, and an interruption, in the first sentence', () => {
    expect(runSentence(summary)).toContain('none lost, doubled or reordered');
    expect(runSentence(summarize(withLoss))).toContain('5 lost');
    expect(runSentence(summarize({ ...result, partial: true }))).toContain('It was interrupted');
  });

  it('of an empty result is empty', () => {
    const empty = summarize({ ...result, measures: [], partial: true });
    expect(formatTerminal(empty)).toContain('0 measures');
    expect(formatHtml(empty)).toContain('The raw result');
    expect(formatMarkdown(empty)).toContain('## Verdict');
  });
});

describe('The cost map', () => {
  it('shows polling as the winner if many notifications arrive per interval', () => {
    const section = summary.sections.find(({ name }) => name === 'crossover');
    const map = section && costMap(section);
    const at = (rate: number, interval: number) => map?.cells.find((cell) => cell.rate === rate && cell.interval === interval)?.cheapest;
    expect([at(0.1, 250), at(20, 10_000)]).toEqual(['websocket', 'polling']);
  });
});
