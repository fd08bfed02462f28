import type { Ledger } from './result.ts';

/** The sum of all ledgers. */
export const addLedgers = (ledgers: readonly Ledger[]): Ledger =>
  ledgers.reduce(
    (sum, one) => ({
      expected: sum.expected + one.expected,
      delivered: sum.delivered + one.delivered,
      lost: sum.lost + one.lost,
      doubled: sum.doubled + one.doubled,
      reordered: sum.reordered + one.reordered,
      gaps: sum.gaps + one.gaps,
    }),
    { expected: 0, delivered: 0, lost: 0, doubled: 0, reordered: 0, gaps: 0 },
  );
