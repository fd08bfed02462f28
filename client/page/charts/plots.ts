/** The only file that knows uPlot: loaded when the lanes already run. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type TransportName, transportNames } from '../../../server/protocol.ts';
import { dashes, traceShape } from '../lanes/shapes.ts';
import { glyphs, spreadLabels } from './marks.ts';
import type { Aligned } from './samples.ts';

/** What a chart shows. */
export interface Picture {
  /** Titles with units. */
  readonly x: string;
  readonly y: string;
  /** Seconds before now, shared by all that have it; or a quantity on a logarithmic axis. */
  readonly over: 'time' | 'log';
  /** Default: from 0 up. */
  readonly log?: boolean;
  readonly kind: 'dots' | 'lines' | 'plain';
  readonly height: number;
  readonly show: (value: number) => string;
  /** Top of a scale that does not follow the data. */
  readonly most?: number;
  /** Told where the pointer stands; `undefined` once it has left. */
  readonly point?: (index: number | undefined) => void;
}

export interface Plot {
  draw(data: Aligned, span: number): void;
  destroy(): void;
}

const dotRadius = 2.6;
const lineWidth = 2;

/** Of the theme as it is at the moment of drawing. */
const ink = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

const dots = (name: TransportName): uPlot.Series.PathBuilder => {
  return (plot, index, from, to) => {
    const path = new Path2D();
    const radius = dotRadius * uPlot.pxRatio;
    const values = plot.data[index] ?? [];
    for (let place = from; place <= to; place += 1) {
      const value = values[place];
      if (value === null || value === undefined) continue;
      const x = plot.valToPos(plot.data[0]?.[place] ?? 0, 'x', true);
      const y = plot.valToPos(value, 'y', true);
      // Otherwise an arc begins with a line from the shape before it.
      path.moveTo(x + radius, y);
      traceShape[name](path, x, y, radius);
    }
    return { stroke: path, fill: path };
  };
};

function series(kind: Picture['kind']): uPlot.Series[] {
  if (kind === 'plain') return [{}, { stroke: () => ink('ink'), width: 1.5, points: { show: false } }];
  return [
    {},
    ...transportNames.map(
      (name): uPlot.Series => ({
        stroke: () => ink(name),
        points: { show: false },
        ...(kind === 'dots'
          ? { paths: dots(name), width: 1, fill: () => ink(name) }
          : { width: lineWidth, dash: dashes[name].map((length) => length * lineWidth), spanGaps: true }),
      }),
    ),
  ];
}

/** Each name at the right end of its line, or beside the middle of its dots. */
function drawLabels(plot: uPlot, kind: Picture['kind'], narrow: boolean): void {
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  const ends = transportNames.flatMap((name, lane) => {
    const values = (plot.data[lane + 1] ?? []).filter((value): value is number => value !== null && value !== undefined);
    const value = kind === 'dots' ? values.slice(-9).sort((one, other) => one - other)[Math.floor(Math.min(values.length, 9) / 2)] : values.at(-1);
    return value === undefined ? [] : [{ name, y: plot.valToPos(value, 'y', true) }];
  });
  const places = spreadLabels(
    ends.map(({ y }) => y),
    15 * ratio,
    bbox.top + 6 * ratio,
    bbox.top + bbox.height - 6 * ratio,
  );
  ctx.save();
  ctx.font = `${13 * ratio}px system-ui, sans-serif`;
  ctx.textBaseline = 'middle';
  for (const [index, { name }] of ends.entries()) {
    ctx.fillStyle = ink(name);
    ctx.fillText(narrow ? glyphs[name] : `${glyphs[name]} ${name}`, bbox.left + bbox.width + 8 * ratio, places[index] ?? 0);
  }
  ctx.restore();
}

const axis = (label: string, size: number, rest: uPlot.Axis = {}): uPlot.Axis => ({
  label,
  labelSize: 18,
  labelFont: '13px system-ui, sans-serif',
  font: '12px system-ui, sans-serif',
  size,
  stroke: () => ink('dim'),
  grid: { stroke: () => ink('hairline'), width: 0.5 },
  ticks: { show: false },
  ...rest,
});

/** Powers of ten get a word; the lines between them only a line. */
const decadesOnly =
  (show: (value: number) => string) =>
  (_: uPlot, splits: (number | null)[]): string[] =>
    splits.map((value) => (value !== null && Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-6 ? show(value) : ''));

const before = (_: uPlot, splits: (number | null)[]): string[] =>
  splits.map((value) => (value === null ? '' : value === 0 ? '0' : `−${Math.abs(value)}`));

/** From 0 to a little more than the most; a chart without data is empty, not broken. */
const zeroBased =
  (most: number | undefined): uPlot.Range.Function =>
  (_, __, max) => [0, most ?? Math.max(max * 1.05 || 1, 1e-6)];

const logarithmic: uPlot.Range.Function = (_, min, max) => [10 ** Math.floor(Math.log10(min || 1)), 10 ** Math.ceil(Math.log10(max || 10) + 1e-9)];

function optionsOf(place: HTMLElement, picture: Picture, window: { span: number }): uPlot.Options {
  const { x, y, over, log, kind, height, show, most, point } = picture;
  const width = place.clientWidth;
  const narrow = width < 520;
  const right = kind === 'plain' ? 8 : narrow ? 28 : 112;
  return {
    width,
    height,
    padding: [8, right, 0, 0],
    legend: { show: false },
    cursor: {
      drag: { x: false, y: false },
      y: false,
      points: { show: false },
      ...(over === 'time' && { sync: { key: 'time', scales: ['x', null] } }),
    },
    scales: {
      x: over === 'time' ? { time: false, range: () => [-window.span, 0] } : { time: false, distr: 3, range: logarithmic },
      y: log ? { distr: 3, range: logarithmic } : { range: zeroBased(most) },
    },
    axes: [
      axis(x, 32, over === 'time' ? { values: before } : { values: decadesOnly(show) }),
      axis(y, 52, { values: log ? decadesOnly(show) : (_, splits) => splits.map((value) => (value === null ? '' : show(value))) }),
    ],
    series: series(kind),
    hooks: {
      draw: kind === 'plain' ? [] : [(plot) => drawLabels(plot, kind, narrow)],
      setCursor: [(plot) => point?.(plot.cursor.idx ?? undefined)],
    },
  };
}

/** Puts a chart into a place. It takes the place's width, and follows it. */
export function createPlot(place: HTMLElement, picture: Picture): Plot {
  const window = { span: 60 };
  let data: Aligned = [[]];
  let plot: uPlot | undefined;
  // The right margin depends on the width, so a new width is a new chart.
  const resized = new ResizeObserver(() => {
    if (place.clientWidth === plot?.width || place.clientWidth === 0) return;
    plot?.destroy();
    plot = new uPlot(optionsOf(place, picture, window), data as uPlot.AlignedData, place);
  });
  resized.observe(place);
  return {
    draw(drawn, span) {
      data = drawn;
      window.span = span;
      plot?.setData(drawn as uPlot.AlignedData);
    },
    destroy() {
      resized.disconnect();
      plot?.destroy();
    },
  };
}
