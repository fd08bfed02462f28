import { type Summary, summarize, type Table } from '../../bench/report/summary.ts';
import type { Measure, Result } from '../../bench/result/result.ts';
import { fixtureResult } from './fixture-result.ts';

export const result = fixtureResult();

export const summary = summarize(result);

export const measureOf = (from: Result, name: Measure['name']): Measure => {
  const found = from.measures.find((measure) => measure.name === name);
  if (!found) throw new Error(`The fixture has no ${name}.`);
  return found;
};

export const tableOf = (from: Summary, name: Measure['name']): Table => {
  const [table] = from.sections.find((section) => section.name === name)?.tables ?? [];
  if (!table) throw new Error(`The summary has no ${name}.`);
  return table;
};

/** A result in which one arm has a loss in one round. */
export const withLoss: Result = {
  ...result,
  measures: result.measures.map((measure) =>
    measure.name !== 'latency'
      ? measure
      : {
          ...measure,
          rows: measure.rows.map((row, index) =>
            index !== 2
              ? row
              : {
                  ...row,
                  rounds: row.rounds.map((round) => ({ ...round, ledger: { ...round.ledger, delivered: round.ledger.delivered - 1, lost: 1 } })),
                },
          ),
        },
  ),
};
