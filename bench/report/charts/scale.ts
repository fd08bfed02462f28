/** Maps values to places on an axis. */
export interface Scale {
  readonly place: (value: number) => number;
  /** Values that get a tick, ascending. */
  readonly ticks: readonly number[];
  readonly logarithmic: boolean;
}

/** The largest of 1, 2 and 5 times a power of ten that is at most `value`. */
function roundStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const leading = value / power;
  return power * (leading >= 5 ? 5 : leading >= 2 ? 2 : 1);
}

/** A linear axis from 0 to a tick. @param from @param to places of 0 and of the end @param count ticks at most, about */
export function linearScale(largest: number, from: number, to: number, count = 5): Scale {
  const top = largest > 0 ? largest : 1;
  let step = roundStep(top / count);
  if (top / step > count * 1.5) step = roundStep(step * 2.5);
  const last = Math.ceil(top / step - 1e-9);
  const ticks = Array.from({ length: last + 1 }, (_, index) => Number((index * step).toPrecision(12)));
  const end = last * step;
  return { place: (value) => from + ((to - from) * value) / end, ticks, logarithmic: false };
}

/** A logarithmic axis over whole decades, for values above 0. */
export function logScale(smallest: number, largest: number, from: number, to: number): Scale {
  const first = Math.floor(Math.log10(smallest) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(largest) - 1e-9));
  const place = (value: number) => from + ((to - from) * (Math.log10(Math.max(value, 10 ** first)) - first)) / (last - first);
  return { place, ticks: Array.from({ length: last - first + 1 }, (_, index) => Number((10 ** (first + index)).toPrecision(6))), logarithmic: true };
}
