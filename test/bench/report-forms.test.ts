import { describe, expect, it } from 'vitest';
import { inParts } from '../../bench/report/cells.ts';
import { formatCsv } from '../../bench/report/csv.ts';
import { headline } from '../../bench/report/headline.ts';
import { embeddable, formatHtml } from '../../bench/report/html.tsx';
import { formatMarkdown } from '../../bench/report/markdown.ts';
import { markdownTable } from '../../bench/report/markdown-table.ts';
import { headlineTable, measureTable } from '../../bench/report/result-tables.ts';
import { summarize } from '../../bench/report/summary.ts';
import { formatTerminal } from '../../bench/report/terminal.ts';
import { fixtureResult } from './fixture-result.ts';
import { result, summary, tableOf, withLoss } from './report-support.ts';

describe('The terminal report', () => {
  const text = formatTerminal(summary);

  it('is at most 100 columns wide, without escape sequences and trailing blanks', () => {
    for (const line of text.split('\n')) {
      expect([...line].length).toBeLessThanOrEqual(100);
      expect(line).toBe(line.trimEnd());
    }
    expect(text).not.toContain('\x1b');
    expect(formatTerminal(summary, { colour: true })).toContain('\x1b[38;5;');
  });

  it('fits a narrow terminal too', () => {
    const widths = formatTerminal(summary, { width: 80 })
      .split('\n')
      .map((line) => [...line].length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(80);
  });

  it('aligns the columns of a table, by the decimal point too', () => {
    const lines = text.split('\n');
    const start = lines.findIndex((line) => line.startsWith('Latency:'));
    const points = lines.slice(start + 5, start + 11).map((line) => line.indexOf('×'));
    expect(new Set(points).size).toBe(1);
  });

  it('shows the ledger in every row, with losses', () => {
    expect(text.match(/complete/g)?.length).toBeGreaterThanOrEqual(30);
    expect(formatTerminal(summarize(withLoss))).toMatch(/● sse .* 5 lost/);
  });

  it('is as it was looked at', async () => {
    await expect(text).toMatchFileSnapshot('snapshots/terminal.txt');
  });
});

describe('The Markdown', () => {
  it('is as it was looked at, and its tables are whole', async () => {
    const text = formatMarkdown(summary);
    const columns = markdownTable(headlineTable(headline(summary)))
      .split('\n')
      .map((line) => line.split(' | ').length);
    expect(new Set(columns).size).toBe(1);
    await expect(text).toMatchFileSnapshot('snapshots/report.md');
  });
});

describe('The cells of a table', () => {
  const table = measureTable(tableOf(summary, 'bytes'));

  it('say the same in a terminal, in Markdown and in HTML', () => {
    const forms = [formatTerminal(summary), formatMarkdown(summary), formatHtml(summary)].map((form) => form.replaceAll(/<[^>]*>|\*\*/g, ' '));
    for (const form of forms)
      for (const [who, ...cells] of table.rows)
        for (const { value } of [who, ...cells].flatMap((cell) => cell ?? []).slice(0, 4)) expect(form).toContain(value);
  });

  it('are as many as the heads, and columns that do not fit follow below with the first column repeated', () => {
    for (const row of table.rows) expect(row).toHaveLength(table.heads.length);
    const parts = inParts(table, 5);
    expect(parts.every(({ heads }) => heads.length <= 5 && heads[0] === table.heads[0])).toBe(true);
    expect(parts[0]?.heads.at(-1)).toBe(table.heads.at(-1));
    expect(new Set(parts.flatMap(({ heads }) => heads))).toEqual(new Set(table.heads));
  });
});

describe('The CSV', () => {
  it('has a line per value, each with the same number of fields', () => {
    const lines = formatCsv(result).trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^measure,arm,twin,/);
    expect(new Set(lines.map((line) => line.split(',').length))).toEqual(new Set([23]));
    const values = result.measures.flatMap(({ rows }) => rows.flatMap(({ rounds }) => rounds.flatMap(({ metrics }) => Object.keys(metrics))));
    expect(lines.length).toBe(values.length + 1);
  });

  it('quotes line breaks and separators, and disarms formulas', () => {
    const [measure] = result.measures;
    const [row] = measure?.rows ?? [];
    if (!measure || !row) throw new Error('The fixture is empty.');
    const odd = { ...result, measures: [{ ...measure, rows: [{ ...row, variant: '=1,"2"\n' }] }] };
    expect(formatCsv(odd)).toContain(`"'=1,""2""\n"`);
  });
});

describe('The HTML', () => {
  it('escapes the result so that it cannot end its script element', () => {
    const evil = { ...result, command: 'npm run bench </script><script>alert(1)</script> \u2028\u2029' };
    expect(embeddable(evil)).not.toMatch(/[<\u2028\u2029]/);
    expect(JSON.parse(embeddable(evil))).toEqual(evil);
    expect(formatHtml(summarize(evil))).not.toContain('<script>alert');
  });

  it('has its sections in reading order', () => {
    const headings = [...formatHtml(summary).matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, text]) => text);
    expect(headings.slice(0, 5)).toEqual(['Verdict', 'Latency, whole', 'Bytes, by purpose', 'Cost against clients', 'Every run']);
    expect(headings.slice(-4)).toEqual(['871 bytes against 2', 'Warnings', 'How it was measured, and what it cannot support', 'The raw result']);
  });

  it('is the same text for the same result', () => {
    expect(formatHtml(summarize(fixtureResult()))).toBe(formatHtml(summary));
  });
});
