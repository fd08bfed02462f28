import { describe, expect, it } from 'vitest';
import { perTransport } from '../../../bench/result/identity.ts';
import { quantile } from '../../../bench/statistics/histogram.ts';
import { type ChartKind, type ChartPlace, frameOf, paintChart } from '../../../client/page/charts/paint-chart.ts';
import { ByteHistory, countLatencies, ecdf, type Line, latenciesIn, latencyDots, ringed, valueAt } from '../../../client/page/charts/samples.ts';
import { broughtBy } from '../../../client/page/dock/brought.ts';
import { SvgBrush } from '../../../client/page/export/svg-brush.ts';
import type { Palette } from '../../../client/page/lanes/palette.ts';
import { scanOf } from '../../../client/page/track/records.ts';
import type { LaneSummary } from '../../../client/page/track/summary.ts';
import { delivered, row } from './support.ts';

const from = 1_000_000;
const until = from + 60_000;
const lineOf = (lines: readonly Line[], lane: Line['lane']) => lines.find((line) => line.lane === lane) as Line;

describe('latency over time', () => {
  it('shows every delivery of a quiet stream, in seconds before now', () => {
    const lines = latencyDots(
      scanOf([delivered('sse', from + 1_000, 50), delivered('polling', from + 2_000, 900), delivered('sse', from + 30_000, 52)]),
      from,
      until,
    );
    expect(lineOf(lines, 'sse')).toMatchObject({ places: [-59, -30], values: [50, 52] });
    expect(lineOf(lines, 'polling')).toMatchObject({ places: [-58], values: [900] });
    expect(lineOf(lines, 'websocket').places).toEqual([]);
  });

  it('keeps the fastest and the slowest delivery of a crowded slot, and never more than two per slot', () => {
    const many = Array.from({ length: 60_000 }, (_, index) => delivered('websocket', from + index, 1 + ((index * 7_919) % 1_000)));
    const { places, values } = lineOf(latencyDots(scanOf(many), from, until, 240), 'websocket');
    expect(places.length).toBe(480);
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(Math.min(...values)).toBe(1);
    expect(Math.max(...values)).toBe(1_000);
  });

  it('shows neither undelivered notifications nor deliveries outside the range', () => {
    const lines = latencyDots(
      scanOf([row('published', undefined, from + 1), delivered('sse', from - 1, 5), delivered('sse', until, 5)]),
      from,
      until,
    );
    expect(lines.every(({ places }) => places.length === 0)).toBe(true);
  });
});

describe('the selected exchange', () => {
  const answer = row('answered', 'long-polling', from + 900, { exchange: 7, seq: 12, count: 2 });
  const came = (lane: 'sse' | 'long-polling', seq: number, at: number) => row('delivered', lane, from + at, { seq, took: seq });
  const track = scanOf([answer, came('long-polling', 11, 950), came('sse', 12, 955), came('long-polling', 12, 960), came('long-polling', 13, 999)]);

  it('has delivered the notifications of its answer, on its own lane only', () => {
    expect(broughtBy(track, 7)).toEqual({
      exchange: 7,
      lane: 'long-polling',
      deliveries: [
        { seq: 11, at: from + 950, took: 11 },
        { seq: 12, at: from + 960, took: 12 },
      ],
    });
    expect([broughtBy(track, 8), broughtBy(track, undefined)]).toEqual([undefined, undefined]);
  });

  it('is read at once from a saved run that claims a count of any size', () => {
    const claimed = row('answered', 'long-polling', from + 900, { exchange: 7, seq: 12, count: Number.MAX_SAFE_INTEGER });
    expect(broughtBy(scanOf([claimed, came('long-polling', 12, 960), came('long-polling', 13, 999)]), 7)?.deliveries).toHaveLength(1);
  });

  it('has a ring around each of its dots, and there is none without a selection', () => {
    expect(ringed(broughtBy(track, 7), from, until)).toEqual({ lane: undefined, places: [-59.05, -59.04], values: [11, 12] });
    expect(ringed(undefined, from, until).places).toEqual([]);
    const stream = Array.from({ length: 1_000 }, (_, index) => [
      row('wrote', 'sse', from + 20 * index, { exchange: 3, seq: index + 1, count: 1 }),
      row('delivered', 'sse', from + 20 * index + 5, { seq: index + 1, took: 5 }),
    ]).flat();
    expect(ringed(broughtBy(scanOf(stream), 3), from, until).places).toHaveLength(60);
  });
});

describe('the distribution', () => {
  const records = Array.from({ length: 1_000 }, (_, index) => delivered('polling', from + index, 1 + index));

  it('rises from 0 to 100 %', () => {
    const { places, values } = lineOf(ecdf(latenciesIn(scanOf(records), from, until)), 'polling');
    expect(values[0]).toBe(0);
    expect(values.at(-1)).toBe(100);
    expect(values.every((value, index) => value >= (values[index - 1] ?? 0))).toBe(true);
    expect(places[0]).toBeLessThan(1);
  });

  it('gives quantiles within 0.1 %', () => {
    const { polling, sse } = latenciesIn(scanOf(records), from, until);
    for (const share of [0.05, 0.5, 0.95, 0.99]) expect(Math.abs(quantile(polling.buckets, share) / (1_000 * share) - 1)).toBeLessThan(0.001);
    expect(quantile(sse.buckets, 0.5)).toBeNaN();
  });

  it('is counted per stretch of time, newest first', () => {
    const all = [delivered('sse', from, 1), delivered('sse', until - 1, 2), delivered('sse', until - 30_000, 3)];
    expect(countLatencies(scanOf(all), from, until, 2).map(({ sse }) => sse.count)).toEqual([2, 1]);
    expect(countLatencies(scanOf(all), from, until, 12).map(({ sse }) => sse.count)).toEqual([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1]);
  });

  it('accepts latencies of 0, below 0 and beyond every scale', () => {
    const { sse } = latenciesIn(scanOf([delivered('sse', from, 0), delivered('sse', from, -3), delivered('sse', from, 1e12)]), from, until);
    expect(sse.count).toBe(3);
    expect(quantile(sse.buckets, 0.5)).toBeCloseTo(0.1);
  });
});

describe('cumulative bytes', () => {
  const parts = (headers: number) => ({ headers, framing: 0, payload: 0 });
  const summaries = (bytes: number) => perTransport(() => ({ up: parts(bytes), down: parts(2 * bytes) }) as LaneSummary);

  it('are the sums at each moment, up and down together', () => {
    const history = new ByteHistory(60_000);
    for (let second = 0; second < 400; second += 1) history.add(from + second * 1_000, summaries(second));
    const { places, values } = lineOf(history.between(from + 395_000, from + 399_000), 'sse');
    expect(places).toEqual([-4, -3, -2, -1, 0]);
    expect(values).toEqual([395, 396, 397, 398, 399].map((value) => 3 * value));
    expect(lineOf(history.between(from, from + 200_000), 'sse').places).toEqual([]);
  });
});

describe('the value at the pointer', () => {
  const line: Line = { lane: 'sse', places: [-10, -5, -1], values: [1, 2, 3] };
  it('is that of the last point before it, unless that is too old', () => {
    expect(valueAt(line, -5)).toBe(2);
    expect(valueAt(line, -1.5)).toBe(2);
    expect(valueAt(line, 0)).toBe(3);
    expect(valueAt(line, -11)).toBeUndefined();
    expect(valueAt(line, -1.5, 2)).toBeUndefined();
    expect(valueAt({ ...line, places: [], values: [] }, 0)).toBeUndefined();
  });
});

describe('a chart', () => {
  const palette: Palette = {
    lanes: { polling: '#b35c00', 'long-polling': '#9c2f74', sse: '#00724f', websocket: '#005a9c' },
    page: '#fff',
    ink: '#111',
    dim: '#555',
    hairline: '#ddd',
    control: '#777',
    lost: '#b42318',
    warning: '#8a5a00',
    focus: '#005fcc',
  };
  const kind: ChartKind = { x: 'seconds before now', y: 'ms since publish, log', over: 'time', up: 'log', show: String };
  const place: ChartPlace = { width: 640, height: 300, em: 16, span: 60 };
  const drawn = (lines: readonly Line[], how: Partial<ChartKind> = {}, where: Partial<ChartPlace> = {}, cursor?: number) => {
    const brush = new SvgBrush();
    paintChart(brush, lines, { ...kind, ...how }, { ...place, ...where }, palette, cursor);
    return brush.document(640, 300, '#fff');
  };
  const lines = perTransport((lane): Line => ({ lane, places: [-50, -10], values: [40, 60] }));

  it('names its axes with units, and its lines directly', () => {
    const svg = drawn(Object.values(lines));
    for (const text of ['seconds before now', 'ms since publish, log', '■ polling', '▲ long-polling', '● sse', '◆ websocket', '−30'])
      expect(svg).toContain(text);
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(2);
  });

  it('names its lines by their shapes if it is narrow', () => {
    const svg = drawn(Object.values(lines), {}, { width: 340 });
    expect(svg).not.toContain('long-polling');
    expect(svg).toContain('>▲<');
  });

  it('is drawn even without data', () => {
    for (const how of [{}, { up: 'zero-based' }, { over: 'log' }, { dots: true }] as const) {
      const svg = drawn([{ lane: undefined, places: [], values: [] }], how);
      expect(svg).not.toMatch(/NaN|Infinity/);
    }
    expect(drawn([{ lane: 'sse', places: [0], values: [0] }], { up: 'zero-based' })).not.toMatch(/NaN|Infinity/);
  });

  it('draws the pointer in every chart with the same axis, and only within it', () => {
    const count = (cursor?: number) => drawn([], {}, {}, cursor).split('<path').length;
    expect(count(-30)).toBe(count() + 1);
    expect(count(-90)).toBe(count());
  });

  it('starts at zero if it is set to', () => {
    expect(frameOf(Object.values(lines), { ...kind, up: 'zero-based' }, place).y.least).toBe(0);
  });
});
