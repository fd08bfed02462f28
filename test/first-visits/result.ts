import { type Conclusion, conclude } from './conclusion.ts';
import type { Switching } from './switching.ts';
import type { Visit } from './visit.ts';

/** `bench/results/first-visits.json`. */
export interface FirstVisits {
  readonly schema: 'transport-lab/first-visits';
  readonly version: 1;
  /** UTC, as ISO 8601 has it. */
  readonly taken: string;
  /** With a `+` behind it where files were changed since. */
  readonly commit: string;
  /** Name and version. */
  readonly browser: string;
  readonly system: string;
  readonly node: string;
  /** Of what the lab publishes. */
  readonly seed: number;
  readonly visits: readonly Visit[];
  readonly conclusion: Conclusion;
  readonly switching: Switching;
}

/** What a run found, and what follows from it. */
export const resultOf = (found: Omit<FirstVisits, 'schema' | 'version' | 'conclusion'>): FirstVisits => {
  const { visits, switching, ...about } = found;
  return { schema: 'transport-lab/first-visits', version: 1, ...about, conclusion: conclude(visits), switching, visits };
};
