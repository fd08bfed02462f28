import type { Endpoint } from './endpoint.ts';
import type { Outcome } from './observe.ts';
import { type Judgement, judge } from './watch/judge.ts';
import type { Observation } from './watch/observation.ts';
import { placeText } from './watch/place.ts';

/** What is told of one endpoint. */
export interface Verdict {
  readonly endpoint: Endpoint;
  readonly observation?: Observation;
  readonly judgement?: Judgement;
  /** Why it could not be checked. */
  readonly failure?: string;
}

/** @param idle milliseconds of silence that proxies allow */
export function verdictOf({ endpoint, observation, failure }: Outcome, idle?: number): Verdict {
  return observation ? { endpoint, observation, judgement: judge(observation, idle) } : { endpoint, failure: failure?.message ?? '' };
}

export const checkExitCodes = { fine: 0, found: 1, unchecked: 2 } as const;

/** What could not be checked outweighs what was found. */
export function exitCodeOf(verdicts: readonly Verdict[]): number {
  if (verdicts.some(({ failure }) => failure !== undefined)) return checkExitCodes.unchecked;
  return verdicts.some(({ judgement }) => judgement && judgement.found.length > 0) ? checkExitCodes.found : checkExitCodes.fine;
}

/** The result as JSON, for programs. */
export const verdictJson = (verdicts: readonly Verdict[]): string =>
  `${JSON.stringify(
    {
      version: 1,
      exitCode: exitCodeOf(verdicts),
      endpoints: verdicts.map(({ endpoint, observation, judgement, failure }) => ({
        endpoint: placeText(endpoint),
        dialect: endpoint.dialect.name,
        ...(failure !== undefined && { failure }),
        ...(judgement && {
          findings: judgement.found.map(({ finding: { name, why, remedy, shown, lab }, seen }) => ({
            name,
            seen,
            why,
            remedy,
            shown: `docs/${shown}`,
            lab,
          })),
          notFound: judgement.held.map(({ name }) => name),
          untried: judgement.untried.map(({ name }) => name),
        }),
        ...(observation && { observation }),
      })),
    },
    null,
    2,
  )}\n`;
