/** From rates and bytes to places in the figure: pure. */
import { number } from '../numbers.ts';
import type { Curve } from './forecasts.ts';

/** Where curves are drawn within the figure. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Rates that the figure shows, per second. */
const [leastRate, mostRate] = [0.001, 1_000];

const decadesBetween = (least: number, most: number): number[] =>
  Array.from({ length: Math.round(Math.log10(most / least)) + 1 }, (_, index) => least * 10 ** index);

export interface Scales {
  readonly x: (rate: number) => number;
  readonly y: (bytes: number) => number;
  /** Ticks. */
  readonly rates: readonly number[];
  readonly sizes: readonly number[];
}

/** Both axes logarithmic, and snapped to decades. */
export function scalesOf(curves: readonly Curve[], area: Area): Scales {
  const values = curves.flatMap(({ points }) => points.map(([, bytes]) => bytes)).filter((value) => value > 0);
  const [least, most] = [10 ** Math.floor(Math.log10(Math.min(...values))), 10 ** Math.ceil(Math.log10(Math.max(...values)))];
  const place = (value: number, [from, to]: readonly [number, number], [start, end]: readonly [number, number]) =>
    start + ((end - start) * Math.log(Math.min(Math.max(value, from), to) / from)) / Math.log(to / from);
  return {
    x: (rate) => place(rate, [leastRate, mostRate], [area.left, area.right]),
    y: (bytes) => place(bytes, [least, most], [area.bottom, area.top]),
    rates: decadesBetween(leastRate, mostRate),
    sizes: decadesBetween(least, most),
  };
}

/** Of a rate's tick. */
export const rateText = (rate: number): string => (rate < 1 ? String(Number(rate.toPrecision(1))) : number(rate));

/** Of a tick of bytes. */
export function byteRateText(value: number): string {
  const [factor, unit] = value >= 1e9 ? [1e9, 'GB/s'] : value >= 1e6 ? [1e6, 'MB/s'] : value >= 1e3 ? [1e3, 'kB/s'] : [1, 'B/s'];
  return `${number(value / factor)} ${unit}`;
}
