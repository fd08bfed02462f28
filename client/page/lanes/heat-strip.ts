import { heatWidth } from '../track/heat.ts';
import type { Brush } from './brush.ts';
import { type LanePlace, xOf } from './geometry.ts';
import type { Picture } from './paint.ts';

/** CSS pixels that a column has at least. */
const narrowest = 4;

/** One column for some tenths of a second, as dark as there were notifications in it. */
export function paintHeat(brush: Brush, { geometry, palette, heat }: Picture, lane: LanePlace): void {
  const { span, right, em } = geometry;
  const perColumn = (heatWidth / (span.until - span.from)) * right;
  const joined = Math.max(1, Math.ceil(narrowest / perColumn));
  const counts: number[] = [];
  const start = Math.floor(span.from / heatWidth / joined) * joined;
  for (let column = start; column * heatWidth < span.until; column += joined) {
    let sum = 0;
    for (let part = 0; part < joined; part += 1) sum += heat.count(lane.name, column + part);
    counts.push(sum);
  }
  const most = Math.max(1, ...counts);
  const [top, height] = [lane.server - em * 0.2, lane.client - lane.server + em * 0.2];
  brush.fillStyle = palette.lanes[lane.name];
  for (const [index, count] of counts.entries()) {
    if (count === 0) continue;
    const tall = height * (0.15 + 0.85 * (count / most));
    brush.globalAlpha = 0.25 + 0.75 * (count / most);
    const x = xOf(geometry, (start + index * joined) * heatWidth);
    brush.fillRect(x, top + height - tall, Math.max(1, perColumn * joined - 1), tall);
  }
  brush.globalAlpha = 1;
  brush.font = `${em * 0.8}px system-ui, sans-serif`;
  brush.fillStyle = palette.dim;
  brush.textAlign = 'right';
  brush.fillText(`1 column = ${heatWidth * joined} ms, at most ${most} notifications`, right, lane.top + em * 0.62);
  brush.textAlign = 'left';
}
