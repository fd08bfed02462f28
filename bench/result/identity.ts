/**
 * How a transport is told from the others: in the page's elements and canvases, in the report, in a terminal. Pure, and the only place that lists it; the names and their order are
 * `transportNames` of the protocol. Nothing is told by colour alone.
 */
import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import type { ArmName } from './result.ts';

type Point = readonly [x: number, y: number];

/** Text colours with a contrast of 4.5:1 at least on the ground of their theme, 7:1 on a projector (WCAG 2.2, 1.4.3 and 1.4.6). */
export interface Colours {
  readonly light: string;
  readonly dark: string;
}

export interface Identity {
  /** In front of the name in text; a blank for the floor, which does not compete. */
  readonly glyph: string;
  /** The same shape to be drawn: corners around 0, in radii, y downwards. */
  readonly outline: readonly Point[] | 'circle';
  /** Stroke and gap of its lines in turn, in widths of the line; empty is solid. */
  readonly dash: readonly number[];
  readonly colours: Colours;
  /** The nearest of a terminal's 256 colours, on a dark ground. */
  readonly ansi: number;
}

export interface TransportIdentity extends Identity {
  readonly projector: Colours;
  /** Each answer ends, and the client asks again. */
  readonly polls: boolean;
  /** How it works, in a few words. */
  readonly summary: string;
}

export const transports: Readonly<Record<TransportName, TransportIdentity>> = {
  polling: {
    glyph: '■',
    outline: [
      [-0.88, -0.88],
      [0.88, -0.88],
      [0.88, 0.88],
      [-0.88, 0.88],
    ],
    dash: [1, 3],
    colours: { light: '#B35C00', dark: '#F0A33C' },
    projector: { light: '#7D3F00', dark: '#F7B75E' },
    ansi: 215,
    polls: true,
    summary: 'asks on a timer',
  },
  'long-polling': {
    glyph: '▲',
    outline: [
      [0, -1.1],
      [1.1, 0.85],
      [-1.1, 0.85],
    ],
    dash: [6, 3, 1, 3],
    colours: { light: '#9C2F74', dark: '#E58BC2' },
    projector: { light: '#86215F', dark: '#F0A6D2' },
    ansi: 176,
    polls: true,
    summary: 'asks, and the answer waits',
  },
  sse: {
    glyph: '●',
    outline: 'circle',
    dash: [],
    colours: { light: '#00724F', dark: '#3CC99A' },
    projector: { light: '#00573B', dark: '#5FDCB2' },
    ansi: 78,
    polls: false,
    summary: 'one response that never ends',
  },
  websocket: {
    glyph: '◆',
    outline: [
      [0, -1.25],
      [1.25, 0],
      [0, 1.25],
      [-1.25, 0],
    ],
    dash: [],
    colours: { light: '#005A9C', dark: '#62B5F0' },
    projector: { light: '#004A82', dark: '#8AC8F7' },
    ansi: 75,
    polls: false,
    summary: 'one connection, both directions',
  },
};

/** The floor is a bare TCP push, and no competitor. */
export const identities: Readonly<Record<ArmName, Identity>> = {
  ...transports,
  tcp: {
    glyph: ' ',
    outline: [
      [-1.2, 0],
      [1.2, 0],
    ],
    dash: [3, 2.5],
    colours: { light: '#6B7280', dark: '#9CA3AF' },
    ansi: 247,
  },
};

/** One of something for each transport. */
export const perTransport = <Value>(make: (name: TransportName) => Value): Record<TransportName, Value> =>
  Object.fromEntries(transportNames.map((name) => [name, make(name)])) as Record<TransportName, Value>;

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
