import { describe, expect, it } from 'vitest';
import { formatHtml } from '../../bench/report/html.tsx';
import { formatMarkdown } from '../../bench/report/markdown.ts';
import { summarize } from '../../bench/report/summary.ts';
import { formatTerminal } from '../../bench/report/terminal.ts';
import type { Result } from '../../bench/result/result.ts';
import { result, summary } from './report-support.ts';

/** A result in which one byte count of one round is further from the model. */
const withUnexplained = (metric: 'bytesUp' | 'idleDown', share: number): Result => ({
  ...result,
  measures: result.measures.map((measure) =>
    measure.name !== 'bytes'
      ? measure
      : {
          ...measure,
          rows: measure.rows.map((row) =>
            row.arm !== 'long-polling'
              ? row
              : {
                  ...row,
                  rounds: row.rounds.map((round, index) =>
                    index === 3 ? { ...round, predicted: { ...round.predicted, [metric]: (round.metrics[metric] ?? 0) / (1 + share) } } : round,
                  ),
                },
          ),
        },
  ),
});

describe('Agreement with theory', () => {
  const of = (from: Result) => summarize(from).agreements;

  it('has a line for each table with bytes, and for quantiles and means of each table of latency, with bars and text', () => {
    const lines = of(result);
    expect(lines.filter(({ what }) => what.startsWith('worst of')).length).toBeGreaterThanOrEqual(1);
    const told = (where: string) =>
      lines.filter((one) => one.where.includes(where) && !one.what.startsWith('worst')).map(({ what, bar }) => `${what} ${bar}`);
    expect(told('RTT 100 ms')).toEqual([
      'polling p50 0.05',
      'polling p95 0.05',
      'polling p99 0.05',
      'polling mean 0.1',
      'long-polling mean 0.1',
      'sse mean 0.1',
      'websocket mean 0.1',
    ]);
    expect(formatTerminal(summary)).toMatch(/polling p95 +\d+ +1,000 +ms +[+−]\d.* % +5 % +agrees/);
    expect(formatTerminal(summary)).toMatch(/websocket mean +1\.\d+ +0 +ms +– +– +–/);
    for (const form of [formatMarkdown(summary), formatHtml(summary)]) expect(form).toMatch(/Agreement with theory[\s\S]*agrees/);
  });

  it('names only the cell of a round that the model does not explain to the byte', () => {
    expect(summary.warnings.filter((warning) => warning.includes('by the model'))).toEqual([]);
    const { warnings, agreements } = summarize(withUnexplained('bytesUp', 0.004));
    expect(warnings.filter((warning) => warning.includes('by the model'))).toEqual([
      expect.stringMatching(
        /^Bytes, long-polling up \(200 clients .*\): 116\.\d measured, 11\d\.\d B\/notification by the model: 0\.46\d more, \+0\.40 %\.$/,
      ),
    ]);
    expect(agreements.find(({ what }) => what.includes('long-polling up'))).toMatchObject({ bar: 0 });
    expect(formatTerminal(summarize(withUnexplained('idleDown', 0.3)))).toMatch(/long-polling idle down +\d+ .* \+30\.00 % +0 B +misses/);
  });

  it('reports a difference of one byte in a million, and ignores rounding errors of a division', () => {
    const verdicts = [1e-6, 1e-13].map((share) =>
      summarize(withUnexplained('bytesUp', share)).warnings.filter((one) => one.includes('by the model')),
    );
    expect(verdicts.map(({ length }) => length)).toEqual([1, 0]);
    expect(verdicts[0]?.[0]).toMatch(/ more, \+0\.0001 %\.$/);
  });
});
