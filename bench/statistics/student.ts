/** Integral by Simpson's rule. @param steps an even number */
export function integrate(from: number, to: number, steps: number, curve: (x: number) => number): number {
  const width = (to - from) / steps;
  let sum = curve(from) + curve(to);
  for (let step = 1; step < steps; step += 1) sum += curve(from + step * width) * (step % 2 ? 4 : 2);
  return (sum * width) / 3;
}

/** The place where a rising curve reaches `target`, by bisection. */
export function solveRising(from: number, to: number, target: number, curve: (x: number) => number): number {
  let [low, high] = [from, to];
  for (let halving = 0; halving < 40; halving += 1) {
    const middle = (low + high) / 2;
    if (curve(middle) < target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Stirling's series for ln Γ(x), shifted to x above 8, where it is exact to 12 digits. */
export function logGamma(x: number): number {
  if (x < 8) return logGamma(x + 1) - Math.log(x);
  const inverse = 1 / (x * x);
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / x;
}

const known = new Map<string, number>();

/** @returns the value below which a t-distributed number lies with probability `share`, from 0.5 up */
export function studentQuantile(share: number, freedom: number): number {
  const key = `${share} ${freedom}`;
  const value = known.get(key) ?? solveStudent(share, freedom);
  known.set(key, value);
  return value;
}

function solveStudent(share: number, freedom: number): number {
  const scale = Math.exp(logGamma((freedom + 1) / 2) - logGamma(freedom / 2)) / Math.sqrt(freedom * Math.PI);
  // x = tan(angle) maps the infinite tail onto a finite interval.
  const density = (angle: number) => scale * (1 + Math.tan(angle) ** 2 / freedom) ** (-(freedom + 1) / 2) * (1 + Math.tan(angle) ** 2);
  const below = (angle: number) => 0.5 + integrate(0, angle, 400, density);
  return Math.tan(solveRising(0, Math.PI / 2 - 1e-4, share, below));
}
