import { transports } from '../../../bench/result/identity.ts';
import type { Heat } from '../track/heat.ts';
import type { Brush } from './brush.ts';
import { endOf, type Geometry, type LanePlace, xOf } from './geometry.ts';
import { paintHeat } from './heat-strip.ts';
import type { Mark, MarkKind } from './marks.ts';
import { paintAxis, paintRails, paintTicks } from './paint-frame.ts';
import type { Palette } from './palette.ts';
import { traceShape } from './shapes.ts';

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

/** CSS pixels, in half strokes: the tenfold of bytes is one stroke more. */
const widthOf = (bytes: number, stroke: number): number =>
  (stroke / 2) * Math.min(6, Math.max(2, Math.round(2 * Math.log10(Math.max(bytes, 1)) - 2)));

/** Lines of many widths. Each is stroked separately: a path of hundreds of lines is filled as one shape, which takes twenty times as long. */
class Lines {
  readonly #lines: (readonly [width: number, x1: number, y1: number, x2: number, y2: number])[] = [];

  add(width: number, x1: number, y1: number, x2: number, y2: number): void {
    this.#lines.push([width, x1, y1, x2, y2]);
  }

  stroke(brush: Brush): void {
    for (const [width, x1, y1, x2, y2] of this.#lines) {
      brush.lineWidth = width;
      brush.beginPath();
      brush.moveTo(x1, y1);
      brush.lineTo(x2, y2);
      brush.stroke();
    }
  }
}

/** Hops between the rails. The pale width shows all bytes, the solid width the bytes that are not headers. */
function paintHops(brush: Brush, { geometry, palette, stroke, selected }: Picture, lane: LanePlace, marks: readonly Mark[]): void {
  const [pale, solid, signs, chosen] = [new Lines(), new Lines(), new Lines(), new Lines()];
  for (const { kind, from, until, bytes, solid: share, handshake, exchange } of marks) {
    const sign = kind === 'ping' || kind === 'pong';
    if (!sign && kind !== 'rise' && kind !== 'fall') continue;
    const up = kind === 'rise' || kind === 'pong';
    const [y1, y2] = up ? [lane.client, lane.server] : [lane.server, lane.client];
    const [x1, x2] = [xOf(geometry, from), xOf(geometry, until)];
    const width = widthOf(bytes, stroke);
    if (exchange !== 0 && exchange === selected) chosen.add(width + 4 * stroke, x1, y1, x2, y2);
    if (sign) signs.add(stroke * 0.6, x1, y1, x2, y2);
    else if (handshake) {
      for (const apart of [-1.2, 1.2]) solid.add(stroke * 0.75, x1 + apart * stroke, y1, x2 + apart * stroke, y2);
    } else {
      pale.add(width, x1, y1, x2, y2);
      solid.add(Math.max(1, Math.round(width * share)), x1, y1, x2, y2);
    }
  }
  brush.globalAlpha = 0.3;
  brush.strokeStyle = palette.focus;
  chosen.stroke(brush);
  brush.globalAlpha = 0.4;
  brush.strokeStyle = palette.lanes[lane.name];
  pale.stroke(brush);
  brush.globalAlpha = 1;
  solid.stroke(brush);
  brush.setLineDash([stroke, 2 * stroke]);
  signs.stroke(brush);
  brush.setLineDash([]);
}

/** The transport's shape on the client's rail: filled where a notification was delivered, hollow where an answer was empty. */
function paintPoints(brush: Brush, { geometry, palette, stroke }: Picture, lane: LanePlace, marks: readonly Mark[], filled: boolean): void {
  const { polls } = transports[lane.name];
  const radius = geometry.em * (filled ? 0.42 : 0.28);
  brush.lineWidth = stroke * 0.75;
  brush.strokeStyle = filled ? palette.page : palette.lanes[lane.name];
  brush.fillStyle = filled ? palette.lanes[lane.name] : palette.page;
  let before = Number.NEGATIVE_INFINITY;
  for (const { kind, count, until } of marks) {
    if (filled ? kind !== 'dot' : !(polls && kind === 'fall' && count === 0)) continue;
    // Deliveries in the same pixel are drawn as one dot.
    const x = Math.round(xOf(geometry, until));
    if (x === before) continue;
    brush.beginPath();
    traceShape(brush, lane.name, x, lane.client, radius);
    // A rim tells neighbours apart while there is room for one.
    if (filled && x - before > radius) brush.stroke();
    brush.fill();
    if (!filled) brush.stroke();
    before = x;
  }
}

function paintHeld(brush: Brush, { geometry, palette, stroke, selected }: Picture, lane: LanePlace, marks: readonly Mark[]): void {
  brush.fillStyle = palette.lanes[lane.name];
  for (const one of marks) {
    const { kind, from, exchange } = one;
    if (kind !== 'held') continue;
    const x = xOf(geometry, from);
    const width = Math.max(stroke, endOf(geometry, one) - x);
    const height = geometry.em * (exchange === selected ? 0.62 : 0.42);
    brush.globalAlpha = 0.4;
    brush.fillRect(x, lane.server - height / 2, width, height);
    brush.globalAlpha = 1;
    brush.fillRect(x + width - stroke / 2, lane.server - height / 2, stroke, height);
  }
}

/** Hatched bands: no line, or a line on which nothing passed. */
function paintAway(brush: Brush, { geometry, palette, stroke }: Picture, lane: LanePlace, marks: readonly Mark[]): void {
  const [top, height] = [lane.server, lane.client - lane.server];
  for (const one of marks) {
    const { kind, from } = one;
    const [left, right] = [Math.max(0, xOf(geometry, from)), Math.min(geometry.right, endOf(geometry, one))];
    if ((kind !== 'away' && kind !== 'silent') || right <= left) continue;
    const lines = new Lines();
    const step = geometry.em * 0.55;
    for (let x = left - (left % step) - height; x < right; x += step) lines.add(stroke * 0.6, x, top + height, x + height, top);
    brush.save();
    brush.beginPath();
    brush.rect(left, top, right - left, height);
    brush.clip();
    brush.strokeStyle = palette.control;
    lines.stroke(brush);
    brush.restore();
  }
}

/** Crosses below the lane for losses, on the rails for refused or dropped requests, and a count for doubled notifications. */
function paintTroubles(brush: Brush, { geometry, palette, stroke }: Picture, lane: LanePlace, marks: readonly Mark[]): void {
  const crosses = new Lines();
  const arm = geometry.em * 0.26;
  const heights: Partial<Record<MarkKind, number>> = { lost: lane.lossRow, twice: lane.lossRow, refused: lane.client, dropped: lane.server };
  brush.fillStyle = palette.lost;
  brush.strokeStyle = palette.lost;
  for (const { kind, until, count } of marks) {
    const y = heights[kind];
    if (y === undefined) continue;
    const x = xOf(geometry, until);
    if (kind === 'twice') brush.fillText(`×${count + 1}`, x, y);
    else {
      crosses.add(stroke, x - arm, y - arm, x + arm, y + arm);
      crosses.add(stroke, x - arm, y + arm, x + arm, y - arm);
    }
  }
  crosses.stroke(brush);
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
    paintAway(brush, picture, lane, own);
    paintRails(brush, picture, lane, own);
    paintHeld(brush, picture, lane, own);
    paintHops(brush, picture, lane, own);
    paintPoints(brush, picture, lane, own, false);
    paintPoints(brush, picture, lane, own, true);
    paintTroubles(brush, picture, lane, own);
  }
  paintAxis(brush, picture);
}
