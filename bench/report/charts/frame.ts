import { dashArray, identities, outlinePath } from '../../result/identity.ts';
import type { ArmName } from '../../result/result.ts';
import { whole } from '../format.ts';
import type { Scale } from './scale.ts';
import { element, label, type Markup, pathThrough, segment } from './svg.ts';

/** The drawing area of a chart within its picture, in pixels. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A picture with a fixed width, so that a narrow screen gets a narrow chart instead of small print. */
export const picture = (width: number, height: number, title: string, ...children: readonly Markup[]): Markup =>
  element('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': title }, ...children);

/** A tick's number: thousands grouped, small values with the digits they have. */
const tickText = (value: number): string => (Math.abs(value) >= 1_000 ? whole(value) : String(Number(value.toPrecision(3))));

/** The horizontal axis with its ticks below, its grid behind, and its title with the unit. */
export function horizontalAxis(area: Area, scale: Scale, title: string): Markup {
  const ticks = scale.ticks.map(
    (tick): Markup => [
      segment(scale.place(tick), area.top, scale.place(tick), area.bottom, 'grid'),
      label(scale.place(tick), area.bottom + 18, tickText(tick), { class: 'tick', 'text-anchor': 'middle' }),
    ],
  );
  return [ticks, label((area.left + area.right) / 2, area.bottom + 40, title, { class: 'axis', 'text-anchor': 'middle' })];
}

/** The vertical axis with its ticks on the left. Its title is above it, written horizontally. */
export function verticalAxis(area: Area, scale: Scale, title: string, left = 0): Markup {
  const ticks = scale.ticks.map(
    (tick): Markup => [
      segment(area.left, scale.place(tick), area.right, scale.place(tick), 'grid'),
      label(area.left - 8, scale.place(tick) + 4, tickText(tick), { class: 'tick', 'text-anchor': 'end' }),
    ],
  );
  return [ticks, label(left, area.top - 16, title, { class: 'axis' })];
}

/** The shape of an arm, about two sizes wide. A twin's is hollow. */
export const marker = (arm: ArmName, x: number, y: number, size = 5, hollow = false): Markup =>
  element('path', { d: outlinePath(identities[arm].outline, x, y, 1.12 * size), class: `mark ${arm}${hollow ? ' hollow' : ''}` });

/** A line of an arm, with its dash. */
export const armLine = (arm: ArmName, points: readonly (readonly [number, number])[], stairs = false): Markup =>
  element('path', { d: pathThrough(points, stairs), class: `line ${arm}`, 'stroke-dasharray': dashArray(identities[arm].dash, 2) });

/** Moves places apart until they are `gap` from each other, and keeps their order. */
export function spreadOut(places: readonly number[], gap: number, lowest: number): number[] {
  const order = places.map((place, index) => ({ place, index })).sort((one, other) => one.place - other.place);
  const moved: number[] = [];
  let previous = Number.NEGATIVE_INFINITY;
  for (const { place, index } of order) {
    previous = Math.max(place, previous + gap);
    moved[index] = previous;
  }
  // What was pushed beyond the lower end is pushed back from there.
  let next = lowest + gap;
  for (const { index } of [...order].reverse()) {
    next = Math.min(moved[index] ?? next, next - gap);
    moved[index] = next;
  }
  return moved;
}
