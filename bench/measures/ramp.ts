/** Which numbers of clients to try. */
export interface Ramp {
  readonly first: number;
  /** Never more than these. */
  readonly most: number;
  /** Factor from one step to the next: far from the limit, and near it. */
  readonly coarse: number;
  readonly finer: number;
  /** Steps after the first that broke, to show the course past the knee. */
  readonly beyond: number;
}

/** The result of one number of clients. */
export interface Step {
  readonly clients: number;
  /** Milliseconds of p99 over what theory expects. */
  readonly excess: number;
  /** Something was lost, doubled or reordered. */
  readonly incomplete: boolean;
}

/** Milliseconds of p99 above the transport's own expectation. Above this limit it no longer serves its clients. */
export const limit = 100;

/** The share of the limit from which on steps are smaller. */
const near = 0.3;

export const broke = ({ excess, incomplete }: Step): boolean => incomplete || !(excess <= limit);

/** @returns the number of clients to try next; `undefined` when the knee is known */
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
