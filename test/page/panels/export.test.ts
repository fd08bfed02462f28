import { describe, expect, it } from 'vitest';
import { readInvocation } from '../../../bench/command-line/options.ts';
import { benchLine } from '../../../client/page/export/bench-line.ts';
import { formatRunCsv } from '../../../client/page/export/run-files.ts';
import { SvgBrush } from '../../../client/page/export/svg-brush.ts';
import { place, wantedHeight } from '../../../client/page/lanes/geometry.ts';
import { collect, layOut } from '../../../client/page/lanes/layout.ts';
import { paint } from '../../../client/page/lanes/paint.ts';
import type { Settings } from '../../../client/page/settings/settings.ts';
import { Heat } from '../../../client/page/track/heat.ts';
import { scanOf } from '../../../client/page/track/records.ts';
import { transportNames } from '../../../server/stream/protocol.ts';
import { delivered, row } from './support.ts';

const settings: Settings = {
  mode: 'race',
  lanes: transportNames,
  transport: 'sse',
  rate: 5,
  burst: 1,
  payload: 100,
  seed: 42,
  pollInterval: 2_000,
  hold: 25,
  rtt: 200,
  jitter: 0,
  bandwidth: 0,
  without: [],
  cookie: 0,
  span: 15,
  percentile: 'p50',
  hidden: 'pause',
  conditions: false,
  dock: 'auto',
  projector: false,
  theme: 'auto',
  language: 'auto',
};

/** The bench's settings from the command, split as a shell would. */
const parsed = (line: string) => {
  const [npm, run, bench, dashes, ...flags] = line.split(' ');
  expect([npm, run, bench, dashes]).toEqual(['npm', 'run', 'bench', '--']);
  return readInvocation(flags, false).settings;
};

describe('the command for the bench', () => {
  it('is accepted by the bench, and means the same settings', () => {
    const { line, notes } = benchLine(settings);
    expect(parsed(line)).toMatchObject({ rate: 5, payload: 100, pollInterval: 2_000, hold: 25, rtts: [200], seed: 42 });
    expect(notes).toEqual([]);
  });

  it('names the running transports', () => {
    const raced = parsed(benchLine({ ...settings, lanes: ['websocket', 'polling'] }).line);
    expect(raced.contenders.filter(({ twin, arm }) => !twin && arm !== 'tcp').map(({ arm }) => arm)).toEqual(['polling', 'websocket']);
    expect(benchLine({ ...settings, mode: 'one' }).line).toContain('--transports sse ');
  });

  it('stays within the bench’s limits for all extreme settings, and says what it changed', () => {
    for (const edge of [
      { rate: 0, payload: 16, pollInterval: 100, hold: 1, rtt: 0 },
      { rate: 1_000, payload: 65_536, pollInterval: 60_000, hold: 55, rtt: 1_000 },
      { rate: 0.123456, seed: 4_000_000_000, rtt: 33.3 },
    ]) {
      expect(() => parsed(benchLine({ ...settings, ...edge }).line)).not.toThrow();
    }
    expect(benchLine({ ...settings, rate: 0, payload: 16 }).notes).toEqual([
      'The bench measures at least 0.1 notifications/s.',
      'The bench needs at least 40 B of payload.',
    ]);
  });

  it('says which settings the bench does not support', () => {
    expect(benchLine({ ...settings, jitter: 5, cookie: 100 }).notes).toEqual(['The bench does not support jitter, cookies and measures without.']);
  });
});

const records = [
  row('published', undefined, 1_000, { seq: 1, payload: 91 }),
  delivered('sse', 1_050.5, 50.5),
  row('ended', 'polling', 2_000, { exchange: 7 }),
];
describe('the records as a table', () => {
  it('is CSV with a header row and the same number of cells in each row', () => {
    const lines = formatRunCsv(scanOf(records)).split('\r\n');
    expect(lines[0]).toBe('at,kind,lane,seq,count,exchange,headers,framing,payload,took,status,buffered');
    expect(lines[1]).toBe('1000,published,,1,0,0,0,0,91,0,0,0');
    expect(lines[2]).toBe('1050.5,delivered,sse,0,1,0,0,0,0,50.5,0,0');
    expect(lines).toHaveLength(5);
    expect(new Set(lines.slice(0, -1).map((line) => line.split(',').length))).toEqual(new Set([12]));
  });
});

describe('the lanes as SVG', () => {
  const span = { from: 10_000, until: 25_000 };
  const palette = {
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
  const drawn = (hot: ReadonlySet<string>, more: readonly ReturnType<typeof row>[] = []) => {
    const rows = [
      ...more,
      row('published', undefined, 12_000, { seq: 1 }),
      row('asks', 'polling', 11_000),
      row('asked', 'polling', 11_050, { exchange: 3, headers: 500 }),
      row('answered', 'polling', 11_051, { exchange: 3, status: 204, headers: 150 }),
      row('hears', 'polling', 11_101, { status: 204 }),
      row('broke', 'sse', 13_000),
      row('hears', 'sse', 15_000, { status: 200 }),
      row('doubled', 'websocket', 16_000, { count: 1 }),
      delivered('websocket', 12_050, 50),
    ];
    const heat = new Heat();
    for (let at = span.from; at < span.until; at += 10) heat.add('sse', at);
    const brush = new SvgBrush();
    const geometry = place(1_280, wantedHeight(4, 16), span, 16, transportNames);
    const marks = layOut(collect(scanOf(rows), span), span, 50);
    paint(brush, { geometry, marks, palette, stroke: 2, selected: 3, heat, hot });
    return brush.document(geometry.width, geometry.height, palette.page);
  };

  it('are drawn by the same code as on the page: shapes, dashes, bands and names', () => {
    const svg = drawn(new Set());
    for (const text of ['published', 'polling', 'long-polling', 'sse', 'websocket', '×2', '<clipPath id="clip-1">', 'stroke-dasharray']) {
      expect(svg).toContain(text);
    }
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(svg.match(/<svg /g)).toHaveLength(1);
  });

  it('have no line for a lane without a stream', () => {
    const [idle, running] = [[row('idle', 'sse', 10_000)], []].map((rows) => drawn(new Set(), rows));
    // A lane has two lines and two labels.
    const lines = (svg = '') => svg.match(/<(path|text) /g)?.length ?? 0;
    expect(lines(running) - lines(idle)).toBe(4);
  });

  it('show columns if single notifications cannot be told apart', () => {
    expect(drawn(new Set(['sse'])).match(/<rect /g)?.length).toBeGreaterThan(20);
  });

  it('keep markup as text', () => {
    const brush = new SvgBrush();
    brush.fillText('<script>"&', 1, 2);
    expect(brush.document(10, 10, '#fff')).toContain('>&lt;script&gt;&quot;&amp;</text>');
  });
});
