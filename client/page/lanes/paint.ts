import type { Heat } from '../track/heat.ts';
import { type Geometry, type LanePlace, xOf } from './geometry.ts';
import { paintHeat } from './heat-strip.ts';
import type { Mark } from './marks.ts';
import type { Palette } from './palette.ts';
import { dashes, traceShape } from './shapes.ts';

/** What is painted, and how. */
export interface Picture {
  readonly geometry: Geometry;
  readonly marks: readonly Mark[];
  readonly palette: Palette;
  /** CSS pixels of a rail. */
  readonly stroke: number;
  readonly selected: number | undefined;
  readonly heat: Heat;
  /** Lanes on which single notifications can no longer be told apart. */
  readonly hot: ReadonlySet<string>;
}

type Brush = CanvasRenderingContext2D;

function line(brush: Brush, x1: number, y1: number, x2: number, y2: number): void {
  brush.beginPath();
  brush.moveTo(x1, y1);
  brush.lineTo(x2, y2);
  brush.stroke();
}

/** CSS pixels: the tenfold of bytes is one stroke more. */
const widthOf = (bytes: number, stroke: number): number => stroke * Math.min(3, Math.max(0.75, Math.log10(Math.max(bytes, 1)) - 1));

/** A hop between the rails: pale as wide as all its bytes, solid as wide as what is no header. */
function paintHop(brush: Brush, picture: Picture, lane: LanePlace, one: Mark): void {
  const { geometry, stroke, selected } = picture;
  const up = one.kind === 'rise' || one.kind === 'pong';
  const [y1, y2] = up ? [lane.client, lane.server] : [lane.server, lane.client];
  const [x1, x2] = [xOf(geometry, one.from), xOf(geometry, one.until)];
  const chosen = one.exchange !== 0 && one.exchange === selected;
  const sign = one.kind === 'ping' || one.kind === 'pong';
  const width = sign ? stroke * 0.6 : widthOf(one.bytes, stroke);
  brush.setLineDash(sign ? [stroke, 2 * stroke] : []);
  brush.globalAlpha = 0.35;
  brush.lineWidth = width + (chosen ? 2 * stroke : 0);
  if (!sign) line(brush, x1, y1, x2, y2);
  brush.globalAlpha = 1;
  brush.lineWidth = Math.max(stroke * 0.5, width * one.solid);
  if (one.handshake) {
    const apart = stroke * 1.2;
    line(brush, x1 - apart, y1, x2 - apart, y2);
    line(brush, x1 + apart, y1, x2 + apart, y2);
  } else line(brush, x1, y1, x2, y2);
  brush.setLineDash([]);
  if (one.kind === 'fall' && one.count === 0 && !one.handshake && lane.name.endsWith('polling')) paintPoint(brush, picture, lane, x2, false);
}

/** The transport's shape on the client's rail: filled where a notification was delivered, hollow where an answer was empty. */
function paintPoint(brush: Brush, { geometry, palette, stroke }: Picture, lane: LanePlace, x: number, filled: boolean): void {
  brush.beginPath();
  traceShape[lane.name](brush, x, lane.client, geometry.em * (filled ? 0.42 : 0.28));
  brush.fillStyle = filled ? palette.lanes[lane.name] : palette.page;
  brush.fill();
  brush.lineWidth = stroke * 0.75;
  brush.strokeStyle = filled ? palette.page : palette.lanes[lane.name];
  brush.stroke();
  brush.strokeStyle = palette.lanes[lane.name];
}

function paintHeld(brush: Brush, { geometry, stroke, selected }: Picture, lane: LanePlace, one: Mark): void {
  const x = xOf(geometry, one.from);
  const width = Math.max(stroke, xOf(geometry, one.until) - x);
  const height = geometry.em * (one.exchange === selected ? 0.62 : 0.42);
  brush.globalAlpha = 0.4;
  brush.fillRect(x, lane.server - height / 2, width, height);
  brush.globalAlpha = 1;
  brush.fillRect(x + width - stroke / 2, lane.server - height / 2, stroke, height);
}

/** A hatched band: there was no line. */
function paintAway(brush: Brush, { geometry, palette, stroke }: Picture, lane: LanePlace, one: Mark): void {
  const [left, right] = [Math.max(0, xOf(geometry, one.from)), Math.min(geometry.width, xOf(geometry, one.until))];
  const [top, height] = [lane.server, lane.client - lane.server];
  if (right <= left) return;
  brush.save();
  brush.beginPath();
  brush.rect(left, top, right - left, height);
  brush.clip();
  brush.strokeStyle = palette.control;
  brush.lineWidth = stroke * 0.6;
  const step = geometry.em * 0.55;
  for (let x = left - (left % step) - height; x < right; x += step) line(brush, x, top + height, x + height, top);
  brush.restore();
}

function paintCross(brush: Brush, { geometry, palette, stroke }: Picture, x: number, y: number): void {
  const arm = geometry.em * 0.26;
  brush.strokeStyle = palette.lost;
  brush.lineWidth = stroke;
  line(brush, x - arm, y - arm, x + arm, y + arm);
  line(brush, x - arm, y + arm, x + arm, y - arm);
}

function paintMark(brush: Brush, picture: Picture, lane: LanePlace, one: Mark): void {
  const { geometry, palette } = picture;
  brush.strokeStyle = palette.lanes[lane.name];
  brush.fillStyle = palette.lanes[lane.name];
  const x = xOf(geometry, one.until);
  if (one.kind === 'held') paintHeld(brush, picture, lane, one);
  else if (one.kind === 'away') paintAway(brush, picture, lane, one);
  else if (one.kind === 'dot') paintPoint(brush, picture, lane, x, true);
  else if (one.kind === 'lost') paintCross(brush, picture, x, lane.grave);
  else if (one.kind === 'refused') paintCross(brush, picture, x, lane.client);
  else if (one.kind === 'twice') {
    brush.fillStyle = palette.lost;
    brush.fillText(`×${one.count + 1}`, x, lane.grave);
  } else paintHop(brush, picture, lane, one);
}

function paintRails(brush: Brush, { geometry, palette, stroke, hot }: Picture, lane: LanePlace): void {
  const { width, em } = geometry;
  brush.strokeStyle = palette.lanes[lane.name];
  brush.fillStyle = palette.lanes[lane.name];
  brush.lineWidth = stroke * 0.75;
  brush.setLineDash(dashes[lane.name].map((length) => length * stroke));
  line(brush, 0, lane.client, width, lane.client);
  if (!hot.has(lane.name)) line(brush, 0, lane.server, width, lane.server);
  brush.setLineDash([]);
  brush.beginPath();
  traceShape[lane.name](brush, em * 0.6, lane.top + em * 0.62, em * 0.36);
  brush.fill();
  label(brush, palette, lane.name, em * 1.25, lane.top + em * 0.68, em);
  brush.font = `${em * 0.75}px system-ui, sans-serif`;
  brush.fillStyle = palette.dim;
  brush.strokeStyle = palette.page;
  brush.lineWidth = 3;
  brush.textAlign = 'right';
  for (const [text, y] of hot.has(lane.name)
    ? []
    : ([
        ['server', lane.server],
        ['client', lane.client],
      ] as const)) {
    brush.strokeText(text, width - 4, y - em * 0.45);
    brush.fillText(text, width - 4, y - em * 0.45);
  }
  brush.textAlign = 'left';
}

/** Text that stays readable on whatever it crosses. */
function label(brush: Brush, palette: Palette, text: string, x: number, y: number, em: number): void {
  brush.font = `600 ${em * 0.875}px system-ui, sans-serif`;
  brush.lineWidth = 4;
  brush.strokeStyle = palette.page;
  brush.strokeText(text, x, y);
  brush.fillStyle = palette.ink;
  brush.fillText(text, x, y);
}

/** Seconds between two numbers below the picture. */
const steps = [0.5, 1, 2, 5, 10];

function paintAxis(brush: Brush, { geometry, palette }: Picture): void {
  const { width, height, span, em } = geometry;
  const seconds = (span.until - span.from) / 1_000;
  const step = steps.find((one) => (one / seconds) * width > em * 5) ?? 15;
  brush.font = `${em * 0.75}px system-ui, sans-serif`;
  brush.fillStyle = palette.dim;
  for (let back = 0; back <= seconds; back += step) {
    const x = width - (back / seconds) * width;
    brush.textAlign = back === 0 ? 'right' : back >= seconds ? 'left' : 'center';
    brush.fillText(back === 0 ? 'now' : `−${back} s`, x, height - em * 0.5);
  }
  brush.textAlign = 'left';
}

function paintTicks(brush: Brush, { geometry, palette, marks, stroke }: Picture): void {
  const { width, em, rail, lanes } = geometry;
  const bottom = lanes.at(-1)?.bottom ?? rail;
  brush.strokeStyle = palette.ink;
  brush.lineWidth = stroke * 0.75;
  line(brush, 0, rail, width, rail);
  for (const one of marks) {
    if (one.kind !== 'tick') continue;
    const x = xOf(geometry, one.from);
    brush.lineWidth = 1;
    brush.strokeStyle = palette.hairline;
    line(brush, x, rail, x, bottom);
    brush.lineWidth = stroke;
    brush.strokeStyle = palette.ink;
    line(brush, x, rail - em * 0.4, x, rail);
  }
  label(brush, palette, 'published', em * 0.25, em * 0.55, em);
}

/** Draws the whole picture. The canvas is cleared first. */
export function paint(brush: Brush, picture: Picture): void {
  const { geometry, marks, hot } = picture;
  brush.clearRect(0, 0, geometry.width, geometry.height);
  brush.lineCap = 'butt';
  brush.textBaseline = 'middle';
  brush.lineJoin = 'round';
  paintTicks(brush, picture);
  for (const lane of geometry.lanes) {
    if (hot.has(lane.name)) paintHeat(brush, picture, lane);
    const own = marks.filter((one) => one.lane === lane.name);
    // Dots on top of hops on top of bands.
    for (const one of own) if (one.kind === 'away') paintMark(brush, picture, lane, one);
    paintRails(brush, picture, lane);
    for (const one of own) if (one.kind !== 'dot' && one.kind !== 'away') paintMark(brush, picture, lane, one);
    for (const one of own) if (one.kind === 'dot') paintMark(brush, picture, lane, one);
  }
  paintAxis(brush, picture);
}
