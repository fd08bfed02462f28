/** One chart as a picture: a pure function of its lines, drawn as the lanes are. */
import { markedName, transports } from '../../../bench/result/identity.ts';
import type { Brush } from '../lanes/brush.ts';
import type { Palette } from '../lanes/palette.ts';
import { traceShape } from '../lanes/shapes.ts';
import type { Line } from './samples.ts';
import { linear, logarithmic, type Scale } from './scale.ts';
import { spreadLabels } from './spread-labels.ts';

/** What a chart shows. */
export interface ChartKind {
  /** Titles with units. */
  readonly x: string;
  readonly y: string;
  /** Seconds before now, or a quantity on a logarithmic axis. */
  readonly over: 'time' | 'log';
  readonly up: 'zero-based' | 'log';
  readonly dots?: true;
  /** Top of a scale that does not follow its lines. */
  readonly most?: number;
  /** A tick of the upright axis. */
  readonly show: (value: number) => string;
}

/** Where it is drawn. */
export interface ChartPlace {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** CSS pixels of a letter. */
  readonly em: number;
  /** Seconds that a time axis looks back. */
  readonly span: number;
}

export interface ChartFrame {
  readonly x: Scale;
  readonly y: Scale;
  /** Names stand at the ends of the lines; where there is no room, only shapes. */
  readonly named: boolean;
}

const extent = (lines: readonly Line[], of: 'places' | 'values'): readonly [number, number] => {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const line of lines) {
    for (const value of line[of]) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  return least <= most ? [least, most] : [1, 10];
};

/** Axes that hold all lines. */
export function frameOf(lines: readonly Line[], { over, up, most }: ChartKind, { width, height, em, span }: ChartPlace): ChartFrame {
  const labelled = lines.some(({ lane }) => lane !== undefined);
  const named = width > 22 * em;
  const right = width - (labelled ? (named ? 7.2 : 1.6) : 0.5) * em;
  const [across, upright] = [
    [3.6 * em, right],
    [height - 2.9 * em, 1.7 * em],
  ] as const;
  const x = over === 'log' ? logarithmic(extent(lines, 'places'), across) : linear([-span, 0], across, (right - 3.6 * em) / (4 * em));
  const top = most ?? (extent(lines, 'values')[1] * 1.05 || 1);
  const y = up === 'log' ? logarithmic(extent(lines, 'values'), upright) : linear([0, top], upright, (height - 4.6 * em) / (1.6 * em));
  return { x, y, named };
}

function stroke(brush: Brush, ...points: readonly (readonly [number, number])[]): void {
  brush.beginPath();
  for (const [index, [x, y]] of points.entries()) {
    if (index === 0) brush.moveTo(x, y);
    else brush.lineTo(x, y);
  }
  brush.stroke();
}

const seconds = (value: number): string => (Math.abs(value) < 1e-9 ? '0' : `−${Number(Math.abs(value).toPrecision(6))}`);

function paintAxes(brush: Brush, { x, y }: ChartFrame, kind: ChartKind, { height, em }: ChartPlace, palette: Palette): void {
  const [left, right, bottom, top] = [x.at(x.least), x.at(x.most), y.at(y.least), y.at(y.most)];
  brush.strokeStyle = palette.hairline;
  brush.fillStyle = palette.dim;
  brush.lineWidth = 1;
  brush.font = `${0.8 * em}px system-ui, sans-serif`;
  brush.textAlign = 'center';
  for (const tick of x.ticks) {
    stroke(brush, [x.at(tick), top], [x.at(tick), bottom]);
    brush.fillText(kind.over === 'time' ? seconds(tick) : kind.show(tick), x.at(tick), bottom + 0.8 * em);
  }
  brush.textAlign = 'right';
  brush.fillText(kind.x, right + 0.4 * em, height - 0.7 * em);
  for (const tick of y.ticks) {
    stroke(brush, [left, y.at(tick)], [right, y.at(tick)]);
    brush.fillText(kind.show(tick), left - 0.4 * em, y.at(tick));
  }
  brush.textAlign = 'left';
  brush.fillText(kind.y, 0, 0.6 * em);
}

/** A shape for each delivery of a transport; without a transport, a ring around others. */
function paintDots(brush: Brush, { x, y }: ChartFrame, { lane, places, values }: Line, em: number): void {
  for (const [index, place] of places.entries()) {
    const height = y.at(values[index] ?? 0);
    brush.beginPath();
    traceShape(brush, lane ?? 'sse', x.at(place), height, (lane ? 0.17 : 0.45) * em);
    if (lane) brush.fill();
    else brush.stroke();
  }
}

/** Each name at the right end of its line, or beside the middle of its newest dots. */
function paintNames(brush: Brush, lines: readonly Line[], { x, y, named }: ChartFrame, dots: boolean, em: number, palette: Palette): void {
  const ends = lines.flatMap(({ lane, values }) => {
    const newest = dots ? values.slice(-9).sort((one, other) => one - other) : values.slice(-1);
    const value = newest[Math.floor(newest.length / 2)];
    return lane === undefined || value === undefined ? [] : [{ lane, wish: y.at(value) }];
  });
  const wishes = ends.map(({ wish }) => wish);
  const heights = spreadLabels(wishes, 1.05 * em, y.at(y.most), y.at(y.least));
  brush.font = `${0.85 * em}px system-ui, sans-serif`;
  for (const [index, { lane }] of ends.entries()) {
    brush.fillStyle = palette.lanes[lane];
    brush.fillText(named ? markedName(lane) : transports[lane].glyph, x.at(x.most) + 0.5 * em, heights[index] ?? 0);
  }
}

/** Draws the whole chart. The canvas is cleared first. @param cursor the place that the pointer is at, in any chart of this axis */
export function paintChart(
  brush: Brush,
  lines: readonly Line[],
  kind: ChartKind,
  place: ChartPlace,
  palette: Palette,
  cursor: number | undefined,
): void {
  const frame = frameOf(lines, kind, place);
  const { x, y } = frame;
  const { em } = place;
  brush.clearRect(0, 0, place.width, place.height);
  brush.textBaseline = 'middle';
  brush.lineJoin = 'round';
  paintAxes(brush, frame, kind, place, palette);
  for (const line of lines) {
    const colour = line.lane ? palette.lanes[line.lane] : palette.ink;
    brush.fillStyle = colour;
    brush.strokeStyle = colour;
    brush.lineWidth = em / 8;
    if (kind.dots) paintDots(brush, frame, line, em);
    else {
      brush.setLineDash(line.lane ? transports[line.lane].dash.map((length) => (length * em) / 8) : []);
      stroke(brush, ...line.places.map((one, index) => [x.at(one), y.at(line.values[index] ?? 0)] as const));
      brush.setLineDash([]);
    }
  }
  paintNames(brush, lines, frame, kind.dots ?? false, em, palette);
  if (cursor === undefined || cursor < x.least || cursor > x.most) return;
  brush.strokeStyle = palette.ink;
  brush.lineWidth = 1;
  stroke(brush, [x.at(cursor), y.at(y.most)], [x.at(cursor), y.at(y.least)]);
}
