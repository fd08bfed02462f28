import { type Conclusion, conclude } from './conclusion.ts';
import type { Switching } from './switching.ts';
import type { Visit } from './visit.ts';

/** The content of `bench/results/first-visits.json`. */
export interface FirstVisits {
  readonly schema: 'transport-lab/first-visits';
  readonly version: 1;
  /** UTC, in ISO 8601. */
  readonly taken: string;
  /** Followed by `+` if files had been changed since that commit. */
  readonly commit: string;
  /** Name and version. */
  readonly browser: string;
  readonly system: string;
  readonly node: string;
  /** The seed of the lab's schedule. */
  readonly seed: number;
  readonly visits: readonly Visit[];
  readonly conclusion: Conclusion;
  readonly switching: Switching;
}

/** The findings of a run, and the conclusion from them. */
export const resultOf = (found: Omit<FirstVisits, 'schema' | 'version' | 'conclusion'>): FirstVisits => {
  const { visits, switching, ...about } = found;
  return { schema: 'transport-lab/first-visits', version: 1, ...about, conclusion: conclude(visits), switching, visits };
};
