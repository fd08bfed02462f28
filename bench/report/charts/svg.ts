/** Markup that is safe as it stands. */
export type Markup = string & { readonly markup?: true };

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for an element or an attribute. */
export const escapeText = (text: string): Markup => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

type Attributes = Readonly<Record<string, string | number | undefined>>;

const rounded = (value: string | number) => (typeof value === 'number' ? String(Math.round(value * 100) / 100) : escapeText(value));

/** An element with its attributes; those that are undefined are left out. */
export function element(name: string, attributes: Attributes, ...children: readonly Markup[]): Markup {
  const told = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${rounded(value)}"`]));
  return children.length === 0 ? `<${name}${told.join('')}/>` : `<${name}${told.join('')}>${children.join('')}</${name}>`;
}

export const label = (x: number, y: number, text: string, attributes: Attributes = {}): Markup =>
  element('text', { x, y, ...attributes }, escapeText(text));

export const segment = (x1: number, y1: number, x2: number, y2: number, kind: string): Markup => element('line', { x1, y1, x2, y2, class: kind });

/** A path through points, or a staircase that rises at each. */
export function pathThrough(points: readonly (readonly [number, number])[], stairs = false): string {
  const at = (value: number) => Math.round(value * 100) / 100;
  return points.map(([x, y], index) => (index === 0 ? `M${at(x)} ${at(y)}` : stairs ? `H${at(x)}V${at(y)}` : `L${at(x)} ${at(y)}`)).join('');
}
