/**
 * How a transport differs visually from the others: in the page's elements and canvases, in the report, in a terminal. Pure, and the only place that
 * lists it; the names and their order are `transportNames` of the protocol. Colour is never the only difference.
 */

import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { recordOf } from './keys.ts';
import type { ArmName } from './result.ts';

type Point = readonly [x: number, y: number];

/** How an arm of the bench differs visually from the others. */
export interface Identity {
  /** In front of the name in text; a blank for the floor, which is not compared as a transport. */
  readonly glyph: string;
  /** The same shape for drawing: corners around 0, in radii, y downwards. */
  readonly outline: readonly Point[] | 'circle';
  /** Stroke and gap of its lines in turn, in widths of the line; empty is solid. */
  readonly dash: readonly number[];
}

export interface TransportIdentity extends Identity {
  /** Each answer ends, and the client asks again. */
  readonly polls: boolean;
  /** How it works, in a few words. */
  readonly summary: string;
  /** The same for beginners, in a sentence. */
  readonly definition: string;
}

const square: Identity['outline'] = [
  [-0.88, -0.88],
  [0.88, -0.88],
  [0.88, 0.88],
  [-0.88, 0.88],
];
const triangle: Identity['outline'] = [
  [0, -1.1],
  [1.1, 0.85],
  [-1.1, 0.85],
];
const diamond: Identity['outline'] = [
  [0, -1.25],
  [1.25, 0],
  [0, 1.25],
  [-1.25, 0],
];
const stroke: Identity['outline'] = [
  [-1.2, 0],
  [1.2, 0],
];

export const transports: Readonly<Record<TransportName, TransportIdentity>> = {
  polling: {
    glyph: '■',
    outline: square,
    dash: [1, 3],
    polls: true,
    summary: 'asks on a timer',
    definition: 'Asks on a timer, whether there is something or not.',
  },
  'long-polling': {
    glyph: '▲',
    outline: triangle,
    dash: [6, 3, 1, 3],
    polls: true,
    summary: 'asks, and the answer waits',
    definition: 'Asks once; the answer waits until there is something.',
  },
  sse: {
    glyph: '●',
    outline: 'circle',
    dash: [],
    polls: false,
    summary: 'one response that never ends',
    definition: 'Server-Sent Events: one HTTP response that never ends.',
  },
  websocket: {
    glyph: '◆',
    outline: diamond,
    dash: [],
    polls: false,
    summary: 'one connection, both directions',
    definition: 'One connection of its own, on which both sides send at will.',
  },
};

/** With the floor, a bare TCP push. */
export const identities: Readonly<Record<ArmName, Identity>> = { ...transports, tcp: { glyph: ' ', outline: stroke, dash: [3, 2.5] } };

/** A text colour for each theme: contrast 4.5:1 at least, 7:1 on a projector (WCAG 2.2, 1.4.3 and 1.4.6). */
export interface Colours {
  readonly light: string;
  readonly dark: string;
}

/** Kept apart because the page has its colours in a style sheet. `ansi` is the nearest of a terminal's 256 colours, on a dark ground. */
export const colours: Readonly<Record<ArmName, Colours & { readonly ansi: number }>> = {
  polling: { light: '#B35C00', dark: '#F0A33C', ansi: 215 },
  'long-polling': { light: '#9C2F74', dark: '#E58BC2', ansi: 176 },
  sse: { light: '#00724F', dark: '#3CC99A', ansi: 78 },
  websocket: { light: '#005A9C', dark: '#62B5F0', ansi: 75 },
  tcp: { light: '#6B7280', dark: '#9CA3AF', ansi: 247 },
};

export const projectorColours: Readonly<Record<TransportName, Colours>> = {
  polling: { light: '#7D3F00', dark: '#F7B75E' },
  'long-polling': { light: '#86215F', dark: '#F0A6D2' },
  sse: { light: '#00573B', dark: '#5FDCB2' },
  websocket: { light: '#004A82', dark: '#8AC8F7' },
};

/** An object with one value for each transport. */
export const perTransport = <Value>(make: (name: TransportName) => Value): Record<TransportName, Value> => recordOf(transportNames, make);

/** `■ polling` */
export const markedName = (name: TransportName): string => `${transports[name].glyph} ${name}`;

const digits = (value: number): number => Math.round(value * 100) / 100;

/** A dash as an SVG `stroke-dasharray`; `undefined` is solid. @param width of the line */
export const dashArray = (dash: Identity['dash'], width: number): string | undefined => dash.map((length) => length * width).join(' ') || undefined;

/** An outline around a point, as the `d` of an SVG path. @param radius in the units of `x` and `y` */
export function outlinePath(outline: Identity['outline'], x: number, y: number, radius: number): string {
  if (outline === 'circle') {
    const [start, whole] = [digits(x - radius), digits(2 * radius)];
    const half = (across: number) => `a${digits(radius)} ${digits(radius)} 0 1 0 ${across} 0`;
    return `M${start} ${digits(y)}${half(whole)}${half(-whole)}Z`;
  }
  return `M${outline.map(([across, down]) => `${digits(x + across * radius)} ${digits(y + down * radius)}`).join('L')}Z`;
}
