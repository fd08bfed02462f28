/** From values to pixels: pure. */

export interface Scale {
  readonly least: number;
  readonly most: number;
  readonly at: (value: number) => number;
  readonly back: (pixel: number) => number;
  readonly ticks: readonly number[];
}

type Pair = readonly [from: number, to: number];

/** 1, 2 or 5 times a power of ten, so that about `wanted` of them fill the span. */
export function niceStep(span: number, wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(span / wanted));
  return power * ([1, 2, 5].find((factor) => factor * power * wanted >= span) ?? 10);
}

/** @param pixels of the least and of the most value @param wanted number of ticks, about */
export function linear([least, most]: Pair, [from, to]: Pair, wanted: number): Scale {
  const step = niceStep(most - least, wanted);
  const first = Math.ceil(least / step - 1e-9);
  const ticks = Array.from({ length: Math.floor(most / step + 1e-9) - first + 1 }, (_, index) => (first + index) * step);
  return {
    least,
    most,
    at: (value) => from + ((value - least) / (most - least)) * (to - from),
    back: (pixel) => least + ((pixel - from) / (to - from)) * (most - least),
    ticks,
  };
}

/** Widened to whole decades; a tick for each. */
export function logarithmic([low, high]: Pair, [from, to]: Pair): Scale {
  const first = Math.floor(Math.log10(low) + 1e-9);
  const decades = Math.max(1, Math.ceil(Math.log10(high) - 1e-9) - first);
  const least = 10 ** first;
  return {
    least,
    most: least * 10 ** decades,
    at: (value) => from + (Math.log10(value / least) / decades) * (to - from),
    back: (pixel) => least * 10 ** ((decades * (pixel - from)) / (to - from)),
    ticks: Array.from({ length: decades + 1 }, (_, index) => 10 ** (first + index)),
  };
}
