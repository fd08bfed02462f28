import type { TransportName } from '../../../server/stream/protocol.ts';
import type { Span } from './layout.ts';
import type { Mark } from './marks.ts';

/** Where a lane is, in CSS pixels from the top. */
export interface LanePlace {
  readonly name: TransportName;
  readonly top: number;
  /** The rails. */
  readonly server: number;
  readonly client: number;
  /** The middle of the strip for what was lost. */
  readonly lossRow: number;
  readonly bottom: number;
}

/** A picture of the lanes, without colours. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  readonly span: Span;
  /** CSS pixels of a letter; everything grows with it. */
  readonly em: number;
  /** Where the rails end and now is; beside it stands what they are called. */
  readonly right: number;
  /** The rail of what is published. */
  readonly rail: number;
  readonly lanes: readonly LanePlace[];
}

/** CSS pixels that a picture of so many lanes wants. */
export const wantedHeight = (lanes: number, em: number): number => Math.round(em * (3.6 + 6.1 * lanes));

/** Shares the height among the lanes. */
export function place(width: number, height: number, span: Span, em: number, names: readonly TransportName[]): Geometry {
  const [above, below] = [em * 2.1, em * 1.5];
  const each = (height - above - below) / Math.max(1, names.length);
  const lanes = names.map((name, index) => {
    const top = above + index * each;
    return { name, top, server: top + each * 0.3, client: top + each * 0.78, lossRow: top + each * 0.92, bottom: top + each };
  });
  return { width, height, span, em, right: width - em * 3.3, rail: em * 1.35, lanes };
}

/** Where a time is, in CSS pixels from the left. */
export const xOf = ({ span, right }: Geometry, at: number): number => ((at - span.from) / (span.until - span.from)) * right;

/** The end of a mark: one that is open ends at the edge of the picture, which moves on between two layouts. */
export const endOf = (geometry: Geometry, { until, open }: Mark): number => (open ? geometry.right : xOf(geometry, until));

/** Milliseconds by which a touch may miss, as a share of the window. */
const reach = 0.04;

/** The exchange at a point of the picture; `undefined` if none is near. */
export function exchangeAt(geometry: Geometry, marks: readonly Mark[], x: number, y: number): number | undefined {
  const lane = geometry.lanes.find(({ top, bottom }) => y >= top && y < bottom);
  if (!lane) return undefined;
  const { from, until } = geometry.span;
  const at = from + (x / geometry.right) * (until - from);
  const height = Math.min(1, Math.max(0, (lane.client - y) / (lane.client - lane.server)));
  let best = (until - from) * reach;
  let found: number | undefined;
  for (const one of marks) {
    if (one.lane !== lane.name || one.exchange === 0) continue;
    const distance = Math.abs(at - timeAt(one, height, at));
    if (distance < best) [best, found] = [distance, one.exchange];
  }
  return found;
}

/** When a mark is at this height between the client's rail (0) and the server's (1). */
function timeAt({ kind, from, until }: Mark, height: number, at: number): number {
  if (kind === 'held') return Math.min(Math.max(at, from), until);
  if (kind === 'rise' || kind === 'pong') return from + height * (until - from);
  return kind === 'dot' ? until : until - height * (until - from);
}

/** The exchanges of a picture in the order in which they began, for the arrow keys. */
export function exchangesOf(marks: readonly Mark[]): number[] {
  const begun = new Map<number, number>();
  for (const { exchange, from } of marks) if (exchange > 0) begun.set(exchange, Math.min(from, begun.get(exchange) ?? from));
  return [...begun].sort(([, one], [, other]) => one - other).map(([exchange]) => exchange);
}
