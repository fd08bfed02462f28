/** How many clients are tried. */
export interface Ramp {
  readonly first: number;
  /** Never more than these. */
  readonly most: number;
  /** By how much each step is more than the last: while the limit is far, and once it is near. */
  readonly coarse: number;
  readonly finer: number;
  /** Steps after the first that broke, to see what happens past the knee. */
  readonly beyond: number;
}

/** What came of one number of clients. */
export interface Step {
  readonly clients: number;
  /** Milliseconds of p99 over what theory expects. */
  readonly excess: number;
  /** Something was lost, doubled or reordered. */
  readonly incomplete: boolean;
}

/** Milliseconds of p99 over the transport's own expectation, above which it does not serve its clients any more. */
export const limit = 100;

/** The share of the limit from which on steps are finer. */
const near = 0.3;

export const broke = ({ excess, incomplete }: Step): boolean => incomplete || !(excess <= limit);

/** @returns how many clients to try next; `undefined` when all is known */
export function nextCount(steps: readonly Step[], { first, most, coarse, finer, beyond }: Ramp): number | undefined {
  const last = steps.at(-1);
  if (!last) return Math.min(first, most);
  const broken = steps.filter(broke).length;
  if (last.clients >= most || last.incomplete || broken > beyond) return undefined;
  const factor = broken > 0 || last.excess > near * limit ? finer : coarse;
  return Math.min(most, Math.max(last.clients + 1, Math.round(last.clients * factor)));
}

/** The last step before the first that broke. */
export function kneeOf<Taken extends Step>(steps: readonly Taken[]): Taken | undefined {
  const broken = steps.findIndex(broke);
  return broken < 0 ? steps.at(-1) : steps[broken - 1];
}
