import { addLedgers } from '../result/ledgers.ts';
import { type MeasureInfo, type MeasureName, measureNames, measures } from '../result/measures.ts';
import { type Ledger, type Measure, type Result, type Row, rowLabel } from '../result/result.ts';
import { type Agreement, agreements, unexplainedBytes } from './agreement.ts';
import { groupBy, slopeRows } from './derive.ts';
import { conditionText } from './format.ts';
import { buildTable, compares, type Plan, type Table } from './table.ts';

export type { Cell, SummaryRow, Table } from './table.ts';

export interface Section {
  readonly name: MeasureName;
  readonly info: MeasureInfo;
  readonly tables: readonly Table[];
  readonly warnings: readonly string[];
}

/** A result with everything that a report prints; later steps decide nothing. */
export interface Summary {
  readonly result: Result;
  readonly sections: readonly Section[];
  /** Every warning, with its row. */
  readonly warnings: readonly string[];
  /** Of all rows together. */
  readonly ledger: Ledger;
  /** Tables that compare something: at least two arms with at least two rounds. */
  readonly comparisons: number;
  /** The error allowed for each of them, so that all together stay below `familyError`. */
  readonly errorPerTable: number;
  /** Theory beside measurement. */
  readonly agreements: readonly Agreement[];
}

/** Probability that a report calls any two equal arms different, for any number of tables. */
export const familyError = 0.05;

/** @returns always the same summary for the same result */
export function summarize(result: Result): Summary {
  const plans = result.measures.flatMap(planTables);
  const comparisons = plans.filter(compares).length;
  const errorPerTable = familyError / Math.max(1, comparisons);
  const tables = plans.map((plan) => buildTable(plan, errorPerTable));
  const sections = measureNames.flatMap((name): Section[] => {
    const measured = result.measures.filter((measure) => measure.name === name);
    if (measured.length === 0) return [];
    return [{ name, info: measures[name], tables: tables.filter(({ measure }) => measure === name), warnings: measured.flatMap(measureWarnings) }];
  });
  const ledger = addLedgers(result.measures.flatMap(({ rows }) => rows.flatMap(({ rounds }) => rounds.map((round) => round.ledger))));
  const warnings = [...result.warnings, ...sections.flatMap((section) => section.warnings), ...unexplainedBytes(sections)];
  return { result, sections, warnings, ledger, comparisons, errorPerTable, agreements: agreements(sections) };
}

/** Poll interval and hold belong to an arm. Everything else has to be equal within a table. */
const shared = ({ conditions: { pollInterval: _, hold: __, ...rest }, variant }: Row, { apart }: MeasureInfo): string =>
  JSON.stringify([...Object.entries(rest).sort(), apart && variant?.split(' · ')[0]]);

function planTables(measure: Measure): Plan[] {
  const slopes = slopeRows(measure);
  const distance = ([row]: readonly Row[]) => row?.conditions.rtt ?? 0;
  const groups = [...groupBy(measure.rows, (row) => shared(row, measures[measure.name])).values()];
  // Rows come in measuring order, which is random.
  const plain = groups.sort((one, other) => distance(one) - distance(other)).map((rows) => ({ measure: measure.name, rows, slopes: false }));
  return slopes.length > 0 ? [{ measure: measure.name, rows: slopes, slopes: true }, ...plain] : plain;
}

/** Warnings of the rows. */
function measureWarnings({ name, rows, warnings }: Measure): string[] {
  const { title, hidden }: MeasureInfo = measures[name];
  const place = (row: Row) => `${title}, ${rowLabel(row)} (${conditionText(row.conditions, hidden)})`;
  return [...warnings.map((warning) => `${title}: ${warning}`), ...rows.flatMap((row) => row.warnings.map((warning) => `${place(row)}: ${warning}`))];
}
