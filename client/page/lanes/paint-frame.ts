/** What stands around the marks: the ticks of what was published, the rails and the axis. */
import { type LanePlace, xOf } from './geometry.ts';
import type { Brush, Picture } from './paint.ts';
import type { Palette } from './palette.ts';
import { dashes, traceShape } from './shapes.ts';

function line(brush: Brush, x1: number, y1: number, x2: number, y2: number): void {
  brush.beginPath();
  brush.moveTo(x1, y1);
  brush.lineTo(x2, y2);
  brush.stroke();
}

const smallType = (em: number): string => `${em * 0.8}px system-ui, sans-serif`;

/** Text that stays readable on whatever it crosses. */
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
  const { width, em, rail, lanes } = geometry;
  const bottom = lanes.at(-1)?.bottom ?? rail;
  const ticks = marks.filter(({ kind }) => kind === 'tick').map(({ from }) => Math.round(xOf(geometry, from)));
  // Rectangles on whole pixels: lines are two hundred times as dear.
  brush.fillStyle = palette.hairline;
  for (const x of ticks) brush.fillRect(x, rail, 1, bottom - rail);
  brush.fillStyle = palette.ink;
  for (const x of ticks) brush.fillRect(x - stroke / 2, rail - em * 0.4, stroke, em * 0.4);
  brush.strokeStyle = palette.ink;
  brush.lineWidth = stroke * 0.75;
  line(brush, 0, rail, width, rail);
  label(brush, palette, 'published', em * 0.25, em * 0.55, em);
}

/** The server's rail above, the client's below, in the transport's dash; its shape and name. */
export function paintRails(brush: Brush, { geometry, palette, stroke, hot }: Picture, lane: LanePlace): void {
  const { width, em } = geometry;
  const single = !hot.has(lane.name);
  brush.strokeStyle = palette.lanes[lane.name];
  brush.fillStyle = palette.lanes[lane.name];
  brush.lineWidth = stroke * 0.75;
  brush.setLineDash(dashes[lane.name].map((length) => length * stroke));
  line(brush, 0, lane.client, width, lane.client);
  if (single) line(brush, 0, lane.server, width, lane.server);
  brush.setLineDash([]);
  brush.beginPath();
  traceShape[lane.name](brush, em * 0.7, lane.top + em * 0.62, em * 0.4);
  brush.fill();
  label(brush, palette, lane.name, em * 1.4, lane.top + em * 0.68, em);
  if (!single) return;
  brush.font = smallType(em);
  brush.textAlign = 'right';
  for (const [text, y] of [
    ['server', lane.server],
    ['client', lane.client],
  ] as const) {
    brush.strokeText(text, width - 4, y - em * 0.6);
    brush.fillStyle = palette.dim;
    brush.fillText(text, width - 4, y - em * 0.6);
  }
  brush.textAlign = 'left';
}

/** Seconds between two numbers below the picture. */
const steps = [0.5, 1, 2, 5, 10];

export function paintAxis(brush: Brush, { geometry, palette }: Picture): void {
  const { width, height, span, em } = geometry;
  const seconds = (span.until - span.from) / 1_000;
  const step = steps.find((one) => (one / seconds) * width > em * 5) ?? 15;
  brush.font = smallType(em);
  brush.fillStyle = palette.dim;
  for (let back = 0; back <= seconds; back += step) {
    const x = width - (back / seconds) * width;
    brush.textAlign = back === 0 ? 'right' : back >= seconds ? 'left' : 'center';
    brush.fillText(back === 0 ? 'now' : `−${back} s`, x, height - em * 0.5);
  }
  brush.textAlign = 'left';
}
