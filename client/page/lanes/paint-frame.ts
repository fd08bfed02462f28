/** Everything around the marks: the ticks of published notifications, the rails and the axis. */
import { transports } from '../../../bench/result/identity.ts';
import type { Brush } from './brush.ts';
import { endOf, type Geometry, type LanePlace, xOf } from './geometry.ts';
import type { Mark } from './marks.ts';
import type { Picture } from './paint.ts';
import type { Palette } from './palette.ts';
import { traceShape } from './shapes.ts';

function line(brush: Brush, x1: number, y1: number, x2: number, y2: number): void {
  brush.beginPath();
  brush.moveTo(x1, y1);
  brush.lineTo(x2, y2);
  brush.stroke();
}

const smallType = (em: number): string => `${em * 0.8}px system-ui, sans-serif`;

/** Text that stays readable on top of anything. */
function label(brush: Brush, palette: Palette, text: string, x: number, y: number, em: number): void {
  brush.font = `600 ${em * 0.875}px system-ui, sans-serif`;
  brush.lineWidth = 4;
  brush.strokeStyle = palette.page;
  brush.strokeText(text, x, y);
  brush.fillStyle = palette.ink;
  brush.fillText(text, x, y);
}

/** One tick per notification, and a thin line from it through all lanes. */
export function paintTicks(brush: Brush, { geometry, palette, marks, stroke }: Picture): void {
  const { right, em, rail, lanes } = geometry;
  const bottom = lanes.at(-1)?.bottom ?? rail;
  const ticks = marks.filter(({ kind }) => kind === 'tick').map(({ from }) => Math.round(xOf(geometry, from)));
  // Rectangles on whole pixels: lines cost two hundred times as much.
  brush.fillStyle = palette.hairline;
  for (const x of ticks) brush.fillRect(x, rail, 1, bottom - rail);
  brush.fillStyle = palette.ink;
  for (const x of ticks) brush.fillRect(x - stroke / 2, rail - em * 0.4, stroke, em * 0.4);
  brush.strokeStyle = palette.ink;
  brush.lineWidth = stroke * 0.75;
  line(brush, 0, rail, right, rail);
  label(brush, palette, 'published', em * 0.25, em * 0.55, em);
}

/** From where to where a stream ran, in CSS pixels. @param marks of the lane */
function runsOf(geometry: Geometry, marks: readonly Mark[]): (readonly [left: number, right: number])[] {
  const runs: [number, number][] = [];
  let left = 0;
  for (const one of marks) {
    if (one.kind !== 'idle') continue;
    runs.push([left, xOf(geometry, one.from)]);
    left = endOf(geometry, one);
  }
  return [...runs, [left, geometry.right] as const].filter(([start, end]) => end > start);
}

/**
 * Its shape and name; the server's rail above and the client's below, in the transport's dash, where a stream ran; their names. Columns need no
 * rails.
 */
export function paintRails(brush: Brush, { geometry, palette, stroke, hot }: Picture, lane: LanePlace, marks: readonly Mark[]): void {
  const { right, em } = geometry;
  brush.strokeStyle = palette.lanes[lane.name];
  brush.fillStyle = palette.lanes[lane.name];
  brush.lineWidth = stroke * 0.75;
  brush.beginPath();
  traceShape(brush, lane.name, em * 0.7, lane.top + em * 0.62, em * 0.4);
  brush.fill();
  const runs = hot.has(lane.name) ? [] : runsOf(geometry, marks);
  brush.setLineDash(transports[lane.name].dash.map((length) => length * stroke));
  for (const end of ['server', 'client'] as const) for (const [from, to] of runs) line(brush, from, lane[end], to, lane[end]);
  brush.setLineDash([]);
  label(brush, palette, lane.name, em * 1.4, lane.top + em * 0.68, em);
  brush.font = smallType(em);
  brush.fillStyle = palette.dim;
  if (runs.at(-1)?.[1] === right) for (const end of ['server', 'client'] as const) brush.fillText(end, right + em * 0.7, lane[end]);
}

/** Seconds between two numbers below the picture. */
const steps = [0.5, 1, 2, 5, 10];

export function paintAxis(brush: Brush, { geometry, palette }: Picture): void {
  const { right, height, span, em } = geometry;
  const seconds = (span.until - span.from) / 1_000;
  const step = steps.find((one) => (one / seconds) * right > em * 5) ?? 15;
  brush.font = smallType(em);
  brush.fillStyle = palette.dim;
  for (let back = 0; back <= seconds; back += step) {
    const x = right - (back / seconds) * right;
    brush.textAlign = back >= seconds ? 'left' : 'center';
    brush.fillText(back === 0 ? 'now' : `−${back} s`, x, height - em * 0.5);
  }
  brush.textAlign = 'left';
}
