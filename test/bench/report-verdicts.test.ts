import { describe, expect, it } from 'vitest';
import { compareResults } from '../../bench/report/compare.ts';
import { formatComparison } from '../../bench/report/comparison-text.ts';
import { formatHtml } from '../../bench/report/html.tsx';
import { formatMarkdown } from '../../bench/report/markdown.ts';
import { verdictLine } from '../../bench/report/sentences.ts';
import { summarize } from '../../bench/report/summary.ts';
import { judgeThreshold, parseThreshold } from '../../bench/report/threshold.ts';
import { verdicts } from '../../bench/report/verdicts.ts';
import { RefusedValue } from '../../server/lab/command-line/usage-error.ts';
import { fixtureResult, slowedResult } from './fixture-result.ts';
import { measureOf, result, summary, tableOf } from './report-support.ts';

describe('The verdict', () => {
  it('has a sentence with its conditions for each table that compares arms, in the first lines of the report', () => {
    const said = verdicts(summary);
    expect(said.length).toBeGreaterThanOrEqual(5);
    const html = formatHtml(summary);
    for (const { sentence, conditions } of said) {
      expect(conditions).toMatch(/B of data/);
      expect(sentence).toMatch(/^(Least|Most) .* with /);
      expect(formatMarkdown(summary)).toContain(`- ${sentence} (${conditions})`);
    }
    expect(html.indexOf('class="verdicts"')).toBeLessThan(html.indexOf('<table>'));
  });

  it('follows a table of contents that links to every existing chapter, in order', () => {
    const chapters = (html: string) => [...html.matchAll(/<section id="([^"]+)"/g)].map(([, id]) => id);
    const links = (html: string) => [...(/<nav class="contents".*?<\/nav>/s.exec(html)?.[0] ?? '').matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    const html = formatHtml(summary);
    expect(links(html)).toEqual(expect.arrayContaining(['latency-whole', 'bytes-by-purpose', 'cost-against-clients', 'every-run']));
    expect(links(html)).toEqual(chapters(html));
    const fewer = formatHtml({ ...summary, sections: summary.sections.filter(({ name }) => name === 'uplink') });
    expect(chapters(fewer)).toEqual(expect.arrayContaining(links(fewer) as string[]));
  });

  it('ranks no arm within the noise: for identical arms it says that no difference is shown', () => {
    const rows = measureOf(result, 'bytes').rows;
    const [first] = rows;
    if (!first) throw new Error('The fixture has no bytes.');
    const same = {
      ...result,
      measures: result.measures.map((one) => (one.name === 'bytes' ? { ...one, rows: rows.map((row) => ({ ...row, rounds: first.rounds })) } : one)),
    };
    expect(verdictLine(tableOf(summarize(same), 'bytes'))).toMatch(
      /^Least bytes: [a-z-]+ with \d+ B\/notification\. No difference shown between it and /,
    );
  });
});

describe('A comparison', () => {
  it('of a run with itself shows no difference', () => {
    const { changes, unmatched, cautions } = compareResults(summary, summary);
    expect(changes.length).toBeGreaterThan(40);
    expect(changes.filter(({ verdict }) => verdict !== 'no difference shown')).toEqual([]);
    expect([unmatched, cautions]).toEqual([[], []]);
    expect(formatComparison(compareResults(summary, summary))).toContain('Nothing changed beyond the noise.');
  });

  it('of two runs of the same code shows no differences that are noise', () => {
    const { changes } = compareResults(summary, summarize(fixtureResult(99)));
    const different = changes.filter(({ verdict }) => verdict !== 'no difference shown');
    expect(different.map(({ table, row, ratio }) => `${table.measure} ${row.label} ${ratio.value}`)).toEqual([]);
  });

  it('names only what became slower, with the factor', () => {
    const slowed = summarize(slowedResult(fixtureResult(99), 'latency', 'sse', 'p50', 1.6));
    const { changes } = compareResults(summary, slowed);
    const worse = changes.filter(({ verdict }) => verdict === 'worse');
    expect(worse.map(({ row, table }) => [table.measure, row.label])).toEqual([
      ['latency', 'sse'],
      ['latency', 'sse'],
    ]);
    expect(worse[0]?.ratio.value).toBeCloseTo(1.6, 0);
    const text = formatComparison(compareResults(summary, slowed));
    expect(text).toMatch(/● sse, latency +p50, ms +.* worse +1\.\d+ ×/);
    for (const line of text.split('\n')) expect([...line].length).toBeLessThanOrEqual(100);
  });

  it('warns about another machine, and counts rows without a counterpart', () => {
    const elsewhere = summarize({ ...result, environment: { ...result.environment, cores: 8 }, measures: result.measures.slice(0, 2) });
    const { cautions, unmatched } = compareResults(summary, elsewhere);
    expect(cautions).toEqual(['cores was 2, and is 8']);
    expect(unmatched.length).toBeGreaterThan(10);
  });
});

describe('A threshold', () => {
  it.each([
    ['sse.p95<200', true],
    ['sse.p95<2', false],
    ['latency:polling.p50 >= 100', true],
    ['bytes:websocket.bytes<=170', true],
    ['tcp.kneeClients>9000000', false],
  ])('%s is evaluated', (text, held) => {
    const outcome = judgeThreshold(parseThreshold(text), result);
    expect(outcome.held).toBe(held);
    expect(outcome.sentence).toMatch(held ? /: held with / : /: crossed with /);
  });

  it('is evaluated by the worst row', () => {
    expect(judgeThreshold(parseThreshold('sse.p50<10'), result).sentence).toMatch(
      /^sse\.p50<10: crossed with 51\.\d ms \(latency, sse, RTT 100 ms\)\.$/,
    );
  });

  it('that matches no row fails', () => {
    expect(judgeThreshold(parseThreshold('uplink:sse.heap<1'), result)).toMatchObject({ held: false });
  });

  it.each([
    ['', /^Expected \[measure:\]arm\.metric<number/],
    ['sse.p95', /^Expected \[measure:\]arm\.metric<number/],
    ['sse.p95=50', /such as sse\.p95<50/],
    ['see.p95<50', /^Expected .* with the arm as one of polling.*; got "see"/],
    ['sse.p42<50', /with the metric as one of bytes/],
    ['speed:sse.p95<50', /with the measure as one of bytes/],
    ['sse.p95<fast', /^Expected \[measure:\]/],
  ])('%j is a usage error', (text, message) => {
    expect(() => parseThreshold(text)).toThrow(RefusedValue);
    expect(() => parseThreshold(text)).toThrow(message);
  });
});
