import { describe, expect, it } from 'vitest';
import { formatHtml } from '../../bench/report/html.tsx';
import { formatMarkdown } from '../../bench/report/markdown.ts';
import { pathTable } from '../../bench/report/path-table.ts';
import { summarize } from '../../bench/report/summary.ts';
import { formatTerminal } from '../../bench/report/terminal.ts';
import type { MetricName } from '../../bench/result/metrics.ts';
import type { Result, Row } from '../../bench/result/result.ts';
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { fixtureResult } from './fixture-result.ts';

type Metrics = Partial<Record<MetricName, number>>;

/** Two rounds of a transport on a path; the second has one byte more than the first. */
const rowOf = (arm: TransportName, variant: string, metrics: Metrics, extra: Partial<Row> = {}, rtt = 0): Row => ({
  arm,
  variant,
  conditions: {
    clients: 100,
    rate: 10,
    payload: 100,
    rtt,
    schedule: 'poisson',
    ...(arm === 'polling' && { pollInterval: 1_000 }),
    ...(arm === 'long-polling' && { hold: 25 }),
  },
  rounds: [0, 1].map((index) => ({
    index,
    seconds: 2,
    metrics: { ...metrics, ...(metrics.bytes !== undefined && { bytes: metrics.bytes + index }) },
    ledger: { expected: 10, delivered: 10, lost: 0, doubled: 0, reordered: 0, gaps: 0 },
  })),
  warnings: [],
  ...extra,
});

const wayRows = (way: string, bytes: Readonly<Record<TransportName, number>>, emptyPoll: number, socketWay = way): Row[] =>
  transportNames.map((arm) =>
    rowOf(arm, arm === 'websocket' ? socketWay : way, {
      bytes: bytes[arm],
      payload: 162,
      requests: arm === 'polling' ? 0.1 : arm === 'long-polling' ? 1 : 0,
      ...(arm === 'polling' && { emptyPoll }),
    }),
  );

const direct = wayRows('direct', { polling: 240, 'long-polling': 960, sse: 191, websocket: 166 }, 698);
const overH2 = wayRows('caddy-h2', { polling: 180, 'long-polling': 360, sse: 216, websocket: 188 }, 131, 'caddy-h2 · over HTTP/1.1');
// Rows that the table must leave out: a twin, a round trip of 100 ms, and connections that are only counted.
const others = [
  rowOf('websocket', 'direct', { bytes: 9_999, payload: 162, requests: 0 }, { twin: true }),
  rowOf('sse', 'caddy-h2', { bytes: 8_888, payload: 162, requests: 0 }, {}, 100),
  rowOf('sse', 'direct · 100 streams over 6 connections', { openLines: 6, waitingLines: 94 }),
];

const resultOf = (rows: readonly Row[]): Result => {
  const result = fixtureResult();
  return {
    ...result,
    measures: [{ name: 'via', rows: [...rows], warnings: [] }],
    environment: { ...result.environment, versions: { caddy: '2.6.2' } },
  };
};

const summary = summarize(resultOf([...overH2, ...others, ...direct]));

describe('The table of paths', () => {
  it('has a row for each path in a fixed order, with the bytes of each transport, and leaves out twins, round trips and connections', () => {
    const table = pathTable(summary);
    expect(table?.heads.map(({ title }) => title)).toEqual(['', ...transportNames, 'an empty poll', 'polling wins from', 'long-polling : websocket']);
    expect(table?.rows.map((cells) => cells.map(({ value }) => value))).toEqual([
      ['HTTP/1.1, no TLS', '240.5', '960.5', '191.5', '166.5', '698', '7.12 per interval', '4.13 ×'].map(rounded),
      ['HTTP/2, Caddy', '180.5', '360.5', '216.5', '188.5', '131', '2.26 per interval', '1.77 ×'].map(rounded),
    ]);
    expect(table?.rows[0]?.[1]).toMatchObject({ spread: '[240, 241]', detail: '' });
  });

  it('has a dash if a path lacks a transport, and does not exist with only one path', () => {
    const without = overH2.filter(({ arm }) => arm !== 'polling' && arm !== 'websocket');
    const [, second] = pathTable(summarize(resultOf([...direct, ...without])))?.rows ?? [];
    expect(second?.map(({ value }) => value)).toEqual(['HTTP/2, Caddy', '–', rounded('360.5'), rounded('216.5'), '–', '–', '–', '–']);
    expect(pathTable(summarize(resultOf(direct)))).toBeUndefined();
    expect(pathTable(summarize(fixtureResult()))).toBeUndefined();
  });

  it('is in every form of the report, with the map of the verdict above it', () => {
    for (const report of [formatTerminal(summary), formatMarkdown(summary), formatHtml(summary)]) {
      expect(report).toContain('What changes the verdict');
      expect(report).toContain('HTTP/2, Caddy');
      expect(report.replaceAll(/\s+/g, ' ')).toContain('7.12 over HTTP/1.1, 2.26 over HTTP/2');
      expect(report).toContain('2.26 per interval');
    }
    expect(formatHtml(summary)).toMatch(/<svg[^>]*aria-label="Polling takes fewer bytes than sse/);
    expect(formatMarkdown(summarize(fixtureResult()))).not.toContain('What changes the verdict');
  });
});

/** Three digits, as tables have them. */
function rounded(text: string): string {
  return /^\d+\.5$/.test(text) ? String(Math.round(Number(text))) : text;
}
