/**
 * The map of where polling takes fewer bytes than a push, as shapes for page and report. Pure, without Preact or styles: a class names what a shape
 * shows.
 */
import { outlinePath, transports } from './identity.ts';

/** One element of SVG. */
interface DrawnShape {
  readonly tag: 'line' | 'path' | 'text' | 'rect';
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly text?: string;
}

/** A path through a network, and the notifications per interval from which on polling takes fewer bytes on it. */
interface DrawnPath {
  readonly label: string;
  readonly breakEven: number;
}

/** A measured place, and the transport with fewer bytes there. */
interface DrawnPlace {
  /** Index of the path in the list of paths. */
  readonly path: number;
  /** Notifications per second; milliseconds between polls. */
  readonly rate: number;
  readonly interval: number;
  readonly cheaper: 'polling' | 'sse';
}

interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly DrawnShape[];
}

/** Labels of both axes: notifications per second, seconds between polls. */
const decades = [0.1, 1, 10, 100] as const;
const [least, most] = [decades[0], decades[decades.length - 1] ?? 100] as const;

/** Solid, dashed, dotted: paths differ without colour. */
const dashes = ['', '8 4', '2 4'] as const;

/** Pixels between two marks of one place, and the radius of a mark. */
const [step, radius] = [15, 5] as const;

interface Frame {
  readonly x: (rate: number) => number;
  readonly y: (seconds: number) => number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function frameOf(width: number): Frame {
  const [left, right, top] = [44, width - 14, 26];
  const bottom = top + Math.round(Math.min(340, (right - left) * 0.8));
  const share = (value: number) => Math.log10(value / least) / Math.log10(most / least);
  return { left, right, top, bottom, x: (rate) => left + share(rate) * (right - left), y: (seconds) => bottom - share(seconds) * (bottom - top) };
}

const text = (x: number, y: number, said: string, kind: string, more: DrawnShape['attributes'] = {}): DrawnShape => ({
  tag: 'text',
  attributes: { x, y, class: kind, ...more },
  text: said,
});

const line = (x1: number, y1: number, x2: number, y2: number, kind: string, more: DrawnShape['attributes'] = {}): DrawnShape => ({
  tag: 'line',
  attributes: { x1, y1, x2, y2, class: kind, ...more },
});

const grid = ({ x, y, left, right, top, bottom }: Frame): DrawnShape[] =>
  decades.flatMap((value) => [
    line(x(value), top, x(value), bottom, 'grid'),
    line(left, y(value), right, y(value), 'grid'),
    text(x(value), bottom + 18, String(value), 'tick', { 'text-anchor': 'middle' }),
    text(left - 6, y(value) + 4, String(value), 'tick', { 'text-anchor': 'end' }),
  ]);

const titles = ({ left, right, top, bottom }: Frame): DrawnShape[] => [
  text(0, 14, 'Seconds between polls', 'axis'),
  text(right, bottom + 36, 'Notifications per second', 'axis', { 'text-anchor': 'end' }),
  text(right - 8, top + 18, 'polling takes fewer bytes', 'name', { 'text-anchor': 'end' }),
  text(left + 8, bottom - 10, 'a push takes fewer bytes', 'name'),
];

/** Where on its line a name is written, as a share of the line: where polls are rare, away from the measured places. */
const named = 0.2;

/** Pixels from a line to where the letters of a name above it stand, and of one below. */
const [above, below] = [-6, 16] as const;

/** The line of equal bytes: along it, rate × interval is the break-even. Its name is written above it, or below if it is the lowest line. */
function edge({ label, breakEven }: DrawnPath, index: number, isLowest: boolean, { x, y, left, right, top, bottom }: Frame): DrawnShape[] {
  const slowest = Math.max(least, breakEven / most);
  const fastest = Math.min(most, breakEven / least);
  if (slowest >= fastest) return [];
  const ends = [slowest, fastest].map((rate) => [x(rate), y(breakEven / rate)] as const);
  const [[x1, y1], [x2, y2]] = [ends[0] ?? [left, top], ends[1] ?? [right, bottom]];
  const [across, down] = [x1 + named * (x2 - x1), y1 + named * (y2 - y1)];
  const angle = Math.round((Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI);
  const foot = down + (isLowest ? below : above);
  return [
    line(x1, y1, x2, y2, 'edge', { 'stroke-dasharray': dashes[index % dashes.length] ?? '' }),
    text(across, foot, label, 'name halo', { 'text-anchor': 'middle', transform: `rotate(${angle} ${across} ${down})` }),
  ];
}

/** Marks of one place stand beside each other in the order of the paths. */
function marks(places: readonly DrawnPlace[], { x, y }: Frame): DrawnShape[] {
  return places.map(({ path, rate, interval, cheaper }): DrawnShape => {
    const here = places.filter((other) => other.rate === rate && other.interval === interval).map((other) => other.path);
    const order = [...new Set(here)].sort((one, other) => one - other);
    const shift = (order.indexOf(path) - (order.length - 1) / 2) * step;
    const d = outlinePath(transports[cheaper].outline, x(rate) + shift, y(interval / 1_000), 1.12 * radius);
    return { tag: 'path', attributes: { d, class: `mark ${cheaper}` } };
  });
}

/** @param width pixels, at least about 300 */
export function drawVerdictMap(paths: readonly DrawnPath[], places: readonly DrawnPlace[], width: number): Drawing {
  const frame = frameOf(width);
  const lowest = paths.length > 1 ? Math.min(...paths.map(({ breakEven }) => breakEven)) : 0;
  const edges = paths.flatMap((path, index) => edge(path, index, path.breakEven === lowest, frame));
  return { width, height: frame.bottom + 44, shapes: [...grid(frame), ...edges, ...marks(places, frame), ...titles(frame)] };
}
