import { groupBy, slopeRows } from './derive.ts';
import { conditionText } from './format.ts';
import { addLedgers } from './ledgers.ts';
import { type MeasureInfo, type MeasureName, measureNames, measures } from './measures.ts';
import { type Ledger, type Measure, type Result, type Row, rowLabel } from './result.ts';
import { buildTable, type Plan, type Table } from './table.ts';

export type { Cell, SummaryRow, Table } from './table.ts';

export interface Section {
  readonly name: MeasureName;
  readonly info: MeasureInfo;
  readonly tables: readonly Table[];
  readonly warnings: readonly string[];
}

/** A result, digested: everything that a report prints is here, and nothing is decided after it. */
export interface Summary {
  readonly result: Result;
  readonly sections: readonly Section[];
  /** Every warning, with the row that it is about. */
  readonly warnings: readonly string[];
  /** All rows together. */
  readonly ledger: Ledger;
  /** The error that each table may make, so that all of them together stay below `familyError`. */
  readonly errorPerTable: number;
}

/** Probability that a report calls any two equal arms different, whatever the number of its tables. */
export const familyError = 0.05;

/** @returns the same digest for the same result, always: its random numbers come from its seed */
export function summarize(result: Result): Summary {
  const plans = result.measures.flatMap(planTables);
  const errorPerTable = familyError / Math.max(1, plans.length);
  const tables = plans.map((plan) => buildTable(plan, errorPerTable, result.seed));
  const sections = measureNames.flatMap((name): Section[] => {
    const measured = result.measures.filter((measure) => measure.name === name);
    if (measured.length === 0) return [];
    return [{ name, info: measures[name], tables: tables.filter(({ measure }) => measure === name), warnings: measured.flatMap(measureWarnings) }];
  });
  const ledger = addLedgers(result.measures.flatMap(({ rows }) => rows.flatMap(({ rounds }) => rounds.map((round) => round.ledger))));
  return { result, sections, warnings: [...result.warnings, ...sections.flatMap(({ warnings }) => warnings)], ledger, errorPerTable };
}

/** Poll interval and hold belong to an arm; everything else has to be equal within a table. */
const shared = ({ conditions: { pollInterval: _, hold: __, ...rest }, variant }: Row, { apart }: MeasureInfo): string =>
  JSON.stringify([...Object.entries(rest).sort(), apart && variant?.split(' · ')[0]]);

function planTables(measure: Measure): Plan[] {
  const slopes = slopeRows(measure);
  const plain = [...groupBy(measure.rows, (row) => shared(row, measures[measure.name])).values()].map((rows) => ({
    measure: measure.name,
    rows,
    slopes: false,
  }));
  return slopes.length > 0 ? [{ measure: measure.name, rows: slopes, slopes: true }, ...plain] : plain;
}

/** What the rows say of themselves. */
function measureWarnings({ name, rows, warnings }: Measure): string[] {
  const { title, hidden }: MeasureInfo = measures[name];
  const place = (row: Row) => `${title}, ${rowLabel(row)} (${conditionText(row.conditions, hidden)})`;
  return [...warnings.map((warning) => `${title}: ${warning}`), ...rows.flatMap((row) => row.warnings.map((warning) => `${place(row)}: ${warning}`))];
}
