import { type Interval, mean } from './describe.ts';
import { studentQuantile } from './student.ts';

/** A place on a plane: what was set or counted, and what was measured at it. */
export type Point = readonly [x: number, y: number];

/** A straight line through points; the slope has the unit of y per unit of x. */
export interface Line {
  readonly slope: Interval;
  readonly intercept: number;
}

/**
 * Least squares. The interval is the usual one, t with n − 2 degrees of freedom; with two points it is the slope alone, because two points fit any line.
 * @throws RangeError if all points have the same x, or there are fewer than two
 */
export function leastSquares(points: readonly Point[]): Line {
  const middleX = mean(points.map(([x]) => x));
  const middleY = mean(points.map(([, y]) => y));
  const spreadX = points.reduce((sum, [x]) => sum + (x - middleX) ** 2, 0);
  if (points.length < 2 || spreadX === 0) throw new RangeError(`Expected points at two different x or more; got ${points.length} at one x.`);
  const slope = points.reduce((sum, [x, y]) => sum + (x - middleX) * (y - middleY), 0) / spreadX;
  const intercept = middleY - slope * middleX;
  const freedom = points.length - 2;
  if (freedom === 0) return { slope: { value: slope, low: slope, high: slope }, intercept };
  const residual = points.reduce((sum, [x, y]) => sum + (y - intercept - slope * x) ** 2, 0) / freedom;
  const reach = studentQuantile(0.975, freedom) * Math.sqrt(residual / spreadX);
  return { slope: { value: slope, low: slope - reach, high: slope + reach }, intercept };
}

/**
 * The slope that all rounds have in common, each with an intercept of its own; t with the remaining degrees of freedom.
 * @param rounds points of each round @returns an infinite interval if there are none left
 */
export function commonSlope(rounds: readonly (readonly Point[])[]): Interval {
  const centred = rounds.flatMap((points) => {
    const [x, y] = [mean(points.map(([one]) => one)), mean(points.map(([, one]) => one))];
    return points.map(([one, other]): Point => [one - x, other - y]);
  });
  const spreadX = centred.reduce((sum, [x]) => sum + x * x, 0);
  const value = centred.reduce((sum, [x, y]) => sum + x * y, 0) / spreadX;
  const freedom = centred.length - rounds.length - 1;
  if (!(freedom > 0)) return { value, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const residual = centred.reduce((sum, [x, y]) => sum + (y - value * x) ** 2, 0) / freedom;
  const reach = studentQuantile(0.975, freedom) * Math.sqrt(residual / spreadX);
  return { value, low: value - reach, high: value + reach };
}
