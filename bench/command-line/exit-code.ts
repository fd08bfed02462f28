import type { Ledger } from '../result/result.ts';

/** What the process ends with. */
export const exitCodes = { fine: 0, failure: 1, usage: 2, ledger: 3, threshold: 99, interrupted: 130 } as const;

/** Somebody ended the run. */
export class Interruption extends Error {}

/** What came of a run, as far as its end depends on it. */
export interface Ending {
  readonly partial: boolean;
  /** Something could not be measured. */
  readonly failed: boolean;
  /** All rows together. */
  readonly ledger: Ledger;
  /** A threshold was crossed. */
  readonly crossed: boolean;
}

/** Notifications were lost, doubled or reordered: whatever the rows say, they do not say it of the same stream. */
export const ledgerBroken = ({ lost, doubled, reordered }: Ledger): boolean => lost + doubled + reordered > 0;

/** The worst of what happened decides; an interrupted run is judged no further. */
export function exitCodeOf({ partial, failed, ledger, crossed }: Ending): number {
  if (partial) return exitCodes.interrupted;
  if (failed) return exitCodes.failure;
  if (ledgerBroken(ledger)) return exitCodes.ledger;
  return crossed ? exitCodes.threshold : exitCodes.fine;
}
