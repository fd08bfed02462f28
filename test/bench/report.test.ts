import { describe, expect, it } from 'vitest';
import { inParts } from '../../bench/report/cells.ts';
import { compareResults } from '../../bench/report/compare.ts';
import { formatComparison } from '../../bench/report/comparison-text.ts';
import { costMap } from '../../bench/report/cost-map.ts';
import { formatCsv } from '../../bench/report/csv.ts';
import { slopeRows } from '../../bench/report/derive.ts';
import { digits, setting, whole } from '../../bench/report/format.ts';
import { generatorSentence } from '../../bench/report/generator.ts';
import { headline } from '../../bench/report/headline.ts';
import { embeddable, formatHtml } from '../../bench/report/html.tsx';
import { formatMarkdown } from '../../bench/report/markdown.ts';
import { markdownTable } from '../../bench/report/markdown-table.ts';
import { headlineTable, measureTable } from '../../bench/report/result-tables.ts';
import { noiseLine, ruleSentence, runSentence, verdictLine, winners } from '../../bench/report/sentences.ts';
import { type Summary, summarize, type Table } from '../../bench/report/summary.ts';
import { formatTerminal } from '../../bench/report/terminal.ts';
import { judgeThreshold, parseThreshold } from '../../bench/report/threshold.ts';
import { verdicts } from '../../bench/report/verdicts.ts';
import type { Measure, Result } from '../../bench/result/result.ts';
import { RefusedValue } from '../../server/lab/command-line/usage-error.ts';
import { fixtureResult, middleOf, slowedResult } from './fixture-result.ts';

const result = fixtureResult();
const summary = summarize(result);

const measureOf = (from: Result, name: Measure['name']): Measure => {
  const found = from.measures.find((measure) => measure.name === name);
  if (!found) throw new Error(`The fixture has no ${name}.`);
  return found;
};

const tableOf = (from: Summary, name: Measure['name']): Table => {
  const [table] = from.sections.find((section) => section.name === name)?.tables ?? [];
  if (!table) throw new Error(`The summary has no ${name}.`);
  return table;
};

const rowOf = (table: Table, label: string) => {
  const row = table.rows.find((one) => one.label === label);
  if (!row) throw new Error(`No row ${label}.`);
  return row;
};

/** One arm that lost something in one round. */
const withLoss: Result = {
  ...result,
  measures: result.measures.map((measure) =>
    measure.name !== 'latency'
      ? measure
      : {
          ...measure,
          rows: measure.rows.map((row, index) =>
            index !== 2
              ? row
              : {
                  ...row,
                  rounds: row.rounds.map((round) => ({ ...round, ledger: { ...round.ledger, delivered: round.ledger.delivered - 1, lost: 1 } })),
                },
          ),
        },
  ),
};

const withGenerator = (measure: Measure, utilisation: number): Measure => ({
  ...measure,
  rows: measure.rows.map((row) => ({
    ...row,
    rounds: row.rounds.map((round) => ({ ...round, generator: { cpu: 1, utilisation, headroomUsed: 0.1 } })),
  })),
});

/** One byte count of one round further from the model than it was. */
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

  it('has a line for each table with bytes, and quantiles and means of each table of latency, with bars and words', () => {
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

  it('names the cell of a round that the model does not explain to the byte, and no other', () => {
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

  it('does not take for explained what is one byte in a million from the model, nor for unexplained what division leaves', () => {
    const verdicts = [1e-6, 1e-13].map((share) =>
      summarize(withUnexplained('bytesUp', share)).warnings.filter((one) => one.includes('by the model')),
    );
    expect(verdicts.map(({ length }) => length)).toEqual([1, 0]);
    expect(verdicts[0]?.[0]).toMatch(/ more, \+0\.0001 %\.$/);
  });
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

  it('keep all digits where they were counted or set', () => {
    expect([whole(1_017), setting(0.25), setting(10_000)]).toEqual(['1,017', '0.25', '10,000']);
  });
});

describe('The summary', () => {
  it('has the medians of the rounds', () => {
    const [row] = measureOf(result, 'latency').rows;
    if (!row) throw new Error('The fixture has no latency.');
    expect(rowOf(tableOf(summary, 'latency'), 'polling').cells.p50?.interval.value).toBe(middleOf(row, 'p50'));
  });

  it('orders the arms everywhere alike, and refers to the floor', () => {
    const { rows, reference } = tableOf(summary, 'bytes');
    expect(rows.map(({ label }) => label)).toEqual(['polling', 'long-polling', 'sse', 'websocket', 'websocket · A/A', 'tcp']);
    expect(reference).toBe('tcp');
    expect(rowOf(tableOf(summary, 'bytes'), 'tcp').relative).toBeUndefined();
  });

  it('finds the slopes that were put into the fixture, one per round', () => {
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

  it('says who is best, by how much, and who cannot be told from him', () => {
    expect(verdictLine(tableOf(summary, 'bytes'))).toMatch(
      /^Least bytes: websocket with 164 B\/notification; sse 1\d % more, polling 2\.\d+ ×, long-polling 2\.\d+ ×\.$/,
    );
    expect(noiseLine(tableOf(summary, 'bytes'))).toMatch(
      /^Noise: Two identical arms differed by .* % in bytes; with 5 rounds, a difference below .* % might not have been found/,
    );
    expect(winners(tableOf(summary, 'bytes'))).toEqual(new Set(['websocket']));
  });

  it('divides the error among the tables in which something is compared, and says how many', () => {
    const tables = summary.sections.flatMap((section) => section.tables);
    const model = tables.filter(({ rows }) => rows.every(({ source }) => source.rounds.length === 1));
    expect(model.length).toBe(7);
    expect(summary.comparisons).toBe(tables.filter(({ decision }) => decision.verdicts.length > 0).length);
    expect(summary.comparisons).toBeLessThanOrEqual(tables.length - model.length);
    expect(summary.errorPerTable).toBeCloseTo(0.05 / summary.comparisons, 12);
    expect(ruleSentence(summary)).toContain(`for each of the ${summary.comparisons} tables in which at least two arms were measured`);
  });

  it('gives what cannot be told from 0 as what it is below, and a limit that was not found as at least', () => {
    const { cells } = rowOf(tableOf(summary, 'server-load'), 'tcp');
    expect(cells.idleCpu?.below).toBeGreaterThan(0);
    expect(cells.cpuPerNotification?.below).toBeUndefined();
    const text = formatTerminal(summary);
    expect(text).toMatch(/ {4}tcp +9\.\d+ .* < \d/);
    expect(text).toMatch(/ {4}tcp +≥ \d/);
    for (const form of [formatMarkdown(summary), formatHtml(summary)]) expect(form).toMatch(/≥ \d\d,\d{3}/);
  });

  it('says what the generator can take, what each row used, and which one used too much', () => {
    expect(generatorSentence(result, summary.sections)).toMatch(
      /^The load generator can take 61,300 deliveries\/s from the tcp arm\. No row but those of capacity used more than 70 % of it or of its time; the most was 40 %, by /,
    );
    const busy = { ...result, measures: result.measures.map((one) => (one.name === 'latency' ? withGenerator(one, 0.9) : one)) };
    expect(generatorSentence(busy, summarize(busy).sections)).toMatch(
      /12 rows besides those of capacity used more than 70 % .*: polling \(Latency, .* 90 %; long-polling .*; and others with less\.$/,
    );
    expect(formatTerminal(summarize(busy))).toContain('12 rows besides');
    expect(formatMarkdown(summary)).toContain('| generator used |');
  });

  it('has no ratio where there is nothing to divide by, and 1 for the reference alone', () => {
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

  it('says so where rounds are too few to compare', () => {
    const once = {
      ...result,
      measures: result.measures.map((measure) => ({ ...measure, rows: measure.rows.map((row) => ({ ...row, rounds: row.rounds.slice(0, 1) })) })),
    };
    const table = tableOf(summarize(once), 'bytes');
    expect(verdictLine(table)).toContain('Too few rounds to compare.');
    expect(winners(table).size).toBe(0);
  });

  it('tells a loss in the first sentence, and an interruption', () => {
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
  it('has polling win where much has gathered in an interval', () => {
    const section = summary.sections.find(({ name }) => name === 'crossover');
    const map = section && costMap(section);
    const at = (rate: number, interval: number) => map?.cells.find((cell) => cell.rate === rate && cell.interval === interval)?.cheapest;
    expect([at(0.1, 250), at(20, 10_000)]).toEqual(['websocket', 'polling']);
  });
});

describe('The terminal report', () => {
  const text = formatTerminal(summary);

  it('is at most 100 columns wide, plain, and has no trailing blanks', () => {
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

  it('has the columns of a table below each other, the points too', () => {
    const lines = text.split('\n');
    const start = lines.findIndex((line) => line.startsWith('Latency:'));
    const points = lines.slice(start + 5, start + 11).map((line) => line.indexOf('×'));
    expect(new Set(points).size).toBe(1);
  });

  it('shows the ledger in every row, and what was lost', () => {
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

  it('are as many as there are heads, and what has no room beside the others follows with the first column again', () => {
    for (const row of table.rows) expect(row).toHaveLength(table.heads.length);
    const parts = inParts(table, 5);
    expect(parts.every(({ heads }) => heads.length <= 5 && heads[0] === table.heads[0])).toBe(true);
    expect(parts[0]?.heads.at(-1)).toBe(table.heads.at(-1));
    expect(new Set(parts.flatMap(({ heads }) => heads))).toEqual(new Set(table.heads));
  });
});

describe('The verdict', () => {
  it('is a sentence for each table that compares, in the first lines of the report, with its conditions', () => {
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

  it('stands below contents that lead to every chapter, in their order, and to none that is not there', () => {
    const chapters = (html: string) => [...html.matchAll(/<section id="([^"]+)"/g)].map(([, id]) => id);
    const links = (html: string) => [...(/<nav class="contents".*?<\/nav>/s.exec(html)?.[0] ?? '').matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    const html = formatHtml(summary);
    expect(links(html)).toEqual(expect.arrayContaining(['latency-whole', 'bytes-by-what-they-are-for', 'cost-against-clients', 'every-run']));
    expect(links(html)).toEqual(chapters(html));
    const fewer = formatHtml({ ...summary, sections: summary.sections.filter(({ name }) => name === 'uplink') });
    expect(chapters(fewer)).toEqual(expect.arrayContaining(links(fewer) as string[]));
  });

  it('ranks nobody within the noise: of identical arms it says that no difference is shown', () => {
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

describe('The CSV', () => {
  it('has a line per value, all with as many fields', () => {
    const lines = formatCsv(result).trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^measure,arm,twin,/);
    expect(new Set(lines.map((line) => line.split(',').length))).toEqual(new Set([23]));
    const values = result.measures.flatMap(({ rows }) => rows.flatMap(({ rounds }) => rounds.flatMap(({ metrics }) => Object.keys(metrics))));
    expect(lines.length).toBe(values.length + 1);
  });

  it('quotes what would break a line, and disarms formulas', () => {
    const [measure] = result.measures;
    const [row] = measure?.rows ?? [];
    if (!measure || !row) throw new Error('The fixture is empty.');
    const odd = { ...result, measures: [{ ...measure, rows: [{ ...row, variant: '=1,"2"\n' }] }] };
    expect(formatCsv(odd)).toContain(`"'=1,""2""\n"`);
  });
});

describe('The HTML', () => {
  it('escapes the result so that nothing ends its script element', () => {
    const evil = { ...result, command: 'npm run bench </script><script>alert(1)</script> \u2028\u2029' };
    expect(embeddable(evil)).not.toMatch(/[<\u2028\u2029]/);
    expect(JSON.parse(embeddable(evil))).toEqual(evil);
    expect(formatHtml(summarize(evil))).not.toContain('<script>alert');
  });

  it('has its sections in the order in which they are read', () => {
    const headings = [...formatHtml(summary).matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, text]) => text);
    expect(headings.slice(0, 5)).toEqual(['Verdict', 'Latency, whole', 'Bytes, by what they are for', 'Cost against clients', 'Every run']);
    expect(headings.slice(-4)).toEqual(['871 bytes against 2', 'Warnings', 'How it was measured, and what it cannot support', 'The raw result']);
  });

  it('is the same text for the same result', () => {
    expect(formatHtml(summarize(fixtureResult()))).toBe(formatHtml(summary));
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

  it('of two runs of the same thing shows none that is noise', () => {
    const { changes } = compareResults(summary, summarize(fixtureResult(99)));
    const different = changes.filter(({ verdict }) => verdict !== 'no difference shown');
    expect(different.map(({ table, row, ratio }) => `${table.measure} ${row.label} ${ratio.value}`)).toEqual([]);
  });

  it('names what became slower, by how much, and nothing else', () => {
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

  it('warns of another machine, and counts rows that have no counterpart', () => {
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
  ])('%s is judged', (text, held) => {
    const outcome = judgeThreshold(parseThreshold(text), result);
    expect(outcome.held).toBe(held);
    expect(outcome.sentence).toMatch(held ? /: held with / : /: crossed with /);
  });

  it('is judged by the worst row', () => {
    expect(judgeThreshold(parseThreshold('sse.p50<10'), result).sentence).toMatch(
      /^sse\.p50<10: crossed with 51\.\d ms \(latency, sse, RTT 100 ms\)\.$/,
    );
  });

  it('about nothing is not held', () => {
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
