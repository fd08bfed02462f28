import { integrate, logGamma, solveRising } from './student.ts';

const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** The normal distribution function, tabulated once: the double integral below asks for it a hundred thousand times. */
const table = (() => {
  const values = new Float64Array(16_001);
  for (let index = 1; index < values.length; index += 1) {
    const from = -8 + (index - 1) / 1_000;
    values[index] = (values[index - 1] ?? 0) + integrate(from, from + 0.001, 2, density);
  }
  return values;
})();

function normalBelow(z: number): number {
  const place = (Math.min(Math.max(z, -8), 8) + 8) * 1_000;
  const index = Math.floor(place);
  const low = table[index] ?? 1;
  return low + ((table[index + 1] ?? 1) - low) * (place - index);
}

/** Probability that `count` standard normal numbers all lie within `width`. */
const rangeBelow = (width: number, count: number): number =>
  integrate(-8, 8, 96, (z) => count * density(z) * (normalBelow(z) - normalBelow(z - width)) ** (count - 1));

/**
 * Probability that the studentised range is below `width`: the range above, averaged over the distribution of the estimated spread. On a logarithmic
 * axis, because with few degrees of freedom the spreads near 0 matter most.
 */
function below(width: number, count: number, freedom: number): number {
  const logScale = Math.log(2) + (freedom / 2) * Math.log(freedom / 2) - logGamma(freedom / 2);
  const weight = (log: number) => Math.exp(logScale + freedom * log - (freedom * Math.exp(2 * log)) / 2);
  const largest = Math.log(1 + 8 / Math.sqrt(2 * freedom));
  return integrate(-28 / freedom, largest, 120, (log) => weight(log) * rangeBelow(width * Math.exp(log), count));
}

const known = new Map<string, number>();

/**
 * Tukey's studentised range (1953): the distance that the largest and the smallest of `count` equal means exceed in a share `error` of all
 * experiments, in standard errors of one mean.
 * @param freedom degrees of freedom of the estimated standard error
 */
export function studentizedRange(error: number, count: number, freedom: number): number {
  const key = `${error} ${count} ${freedom}`;
  const value = known.get(key) ?? solveRising(0, 400, 1 - error, (width) => below(width, count, freedom));
  known.set(key, value);
  return value;
}
