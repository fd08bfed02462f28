import { describe, expect, it } from 'vitest';
import { compareResults } from '../../bench/report/compare.ts';
import { summarize } from '../../bench/report/summary.ts';
import { verdicts } from '../../bench/report/verdicts.ts';
import type { MetricName } from '../../bench/result/metrics.ts';
import type { ArmName, Measure, Result, Round } from '../../bench/result/result.ts';
import { fixtureResult, slowedResult } from './fixture-result.ts';

const honest = fixtureResult();

/** The same result with the rounds of one arm changed. */
function changed(result: Result, name: Measure['name'], arm: ArmName, change: (metrics: Round['metrics']) => Round['metrics']): Result {
  const rows = (measure: Measure) =>
    measure.rows.map((row) =>
      row.arm === arm ? { ...row, rounds: row.rounds.map((round) => ({ ...round, metrics: change(round.metrics) })) } : row,
    );
  return { ...result, measures: result.measures.map((measure) => (measure.name === name ? { ...measure, rows: rows(measure) } : measure)) };
}

const delays: readonly MetricName[] = ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'];
const later =
  (milliseconds: number) =>
  (metrics: Round['metrics']): Round['metrics'] => ({
    ...metrics,
    ...Object.fromEntries(delays.flatMap((name) => (metrics[name] === undefined ? [] : [[name, metrics[name] + milliseconds]]))),
  });

const said = (result: Result, measure: Measure['name']): string =>
  verdicts(summarize(result))
    .filter((one) => one.measure === measure)
    .map(({ sentence }) => sentence)
    .join('\n');

const worse = (after: Result): string[] =>
  compareResults(summarize(honest), summarize(after))
    .changes.filter(({ verdict }) => verdict !== 'no difference shown')
    .map(({ table, row, verdict }) => `${verdict} ${table.measure} ${table.caption} ${row.label}`);

describe('What a report says of a server that', () => {
  it('behaves normally: nothing has changed', () => {
    expect(worse(honest)).toEqual([]);
  });

  it('delays one transport by 5 ms: a worse latency of that transport, by a factor, and of no other', () => {
    const late = changed(honest, 'latency', 'sse', later(5));
    expect(said(honest, 'latency')).toMatch(/^Least median delay: websocket with [\d.]+ ms; sse \d+ % more/);
    expect(said(late, 'latency')).toMatch(/^Least median delay: websocket with 0\.\d+ ms; long-polling [\d.]+ ×, sse 6\.\d+ ×/);
    expect(worse(late).every((line) => /^worse latency .* sse$/.test(line)) && worse(late).length > 0).toBe(true);
  });

  it('batches deliveries for 20 ms on one transport, 10 ms on average: the same', () => {
    const gathered = changed(honest, 'latency', 'websocket', later(10));
    expect(said(gathered, 'latency')).toMatch(/^Least median delay: sse with 1\.\d+ ms; .*websocket 10\.\d ×/);
    expect(worse(gathered).every((line) => /^worse latency .* websocket( · A\/A)?$/.test(line)) && worse(gathered).length > 0).toBe(true);
  });

  it('spends twice the processor time on one transport: a worse load of that transport, and of no other', () => {
    const costly = slowedResult(honest, 'server-load', 'sse', 'cpu', 2);
    expect(said(honest, 'server-load')).toMatch(/sse 20 % more/);
    expect(said(costly, 'server-load')).toMatch(/sse 2\.39 ×/);
    expect(worse(costly).every((line) => /^worse server-load .* sse$/.test(line)) && worse(costly).length > 0).toBe(true);
  });
});
