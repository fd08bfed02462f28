import { type ComponentChildren, h, type VNode } from 'preact';

/** Contents of a chart: Preact elements, which escape their text. */
export type Markup = ComponentChildren;

type Attributes = Readonly<Record<string, string | number | undefined>>;

const rounded = (value: string | number | undefined) => (typeof value === 'number' ? Math.round(value * 100) / 100 : value);

/** An element whose numbers have two decimal places, less than a pixel of any screen. */
export const element = (name: string, attributes: Attributes, ...children: readonly Markup[]): VNode =>
  h(name, Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, rounded(value)])), ...children);

export const label = (x: number, y: number, text: string, attributes: Attributes = {}): Markup => element('text', { x, y, ...attributes }, text);

export const segment = (x1: number, y1: number, x2: number, y2: number, kind: string): Markup => element('line', { x1, y1, x2, y2, class: kind });

/** A path through points, or a staircase that rises at each. */
export function pathThrough(points: readonly (readonly [number, number])[], stairs = false): string {
  const at = (value: number) => Math.round(value * 100) / 100;
  return points.map(([x, y], index) => (index === 0 ? `M${at(x)} ${at(y)}` : stairs ? `H${at(x)}V${at(y)}` : `L${at(x)} ${at(y)}`)).join('');
}
