import { addLedgers } from '../result/ledgers.ts';
import { type MeasureInfo, type MeasureName, measures } from '../result/measures.ts';
import { type MetricName, metrics } from '../result/metrics.ts';
import { type ArmName, armOrder, type Conditions, type Ledger, type Row, rowLabel } from '../result/result.ts';
import { alignedValues, isCounted, predictedOf, valuesOf } from '../result/row-values.ts';
import {
  type Contestant,
  comparable,
  type Decision,
  decide,
  type Interval,
  median,
  medianInterval,
  type Pair,
  pairedRatio,
} from '../statistics/index.ts';
import type { SlopeRow } from './derive.ts';
import { conditionText } from './format.ts';

/** The values of one metric in a row's rounds. */
export interface Cell {
  /** Median of the rounds, with its interval. */
  readonly interval: Interval;
  /** Every round's value. */
  readonly values: readonly number[];
  /** The model's value for the same rounds, as a median. */
  readonly predicted?: number;
  /** If a slope cannot be told from 0: with 97.5 % certainty it is below this. */
  readonly below?: number;
  /** The limit was not found: the value is this or more. */
  readonly atLeast?: true;
  /** Counted, not timed: every digit is shown if the rounds agree. */
  readonly counted?: true;
}

export interface SummaryRow {
  /** Unique within its table. */
  readonly label: string;
  readonly arm: ArmName;
  readonly twin: boolean;
  readonly conditions: Conditions;
  readonly cells: Readonly<Partial<Record<MetricName, Cell>>>;
  /** The lead metric divided by the reference's; none for the reference itself. */
  readonly relative?: Interval;
  /** Of all rounds together. */
  readonly ledger: Ledger;
  readonly source: Row;
}

/** Rows of one measure under the same conditions, which may be compared. */
export interface Table {
  readonly measure: MeasureName;
  /** The conditions in words. */
  readonly caption: string;
  /** Its rows hold slopes over clients or rates. */
  readonly slopes: boolean;
  readonly lead: MetricName;
  /** The lead first; only columns that a row has. */
  readonly columns: readonly MetricName[];
  readonly rows: readonly SummaryRow[];
  /** The row that ratios refer to: `tcp`, or without it the best row. */
  readonly reference: string;
  readonly decision: Decision;
}

/** Rows that form a table. */
export interface Plan {
  readonly measure: MeasureName;
  readonly rows: readonly (Row | SlopeRow)[];
  readonly slopes: boolean;
}

/** @param error probability that any pair of equal rows is called different */
export function buildTable({ measure, rows: unsorted, slopes }: Plan, error: number): Table {
  const info: MeasureInfo = measures[measure];
  const rows = [...unsorted].sort((one, other) => armOrder(one.arm) - armOrder(other.arm) || Number(one.twin ?? false) - Number(other.twin ?? false));
  const columns = columnsOf(info, rows);
  const lead = columns[0] ?? info.lead;
  const reference = referenceOf(rows, lead);
  const labels = uniqueLabels(rows);
  const summarised = rows.map((row, index) => summarizeRow(row, labels[index] ?? '', columns, row === reference ? undefined : reference, lead));
  return {
    measure,
    caption: rows[0] ? conditionText(rows[0].conditions, slopes ? ['clients', 'rate'] : (info.hidden ?? [])) : '',
    slopes,
    lead,
    columns,
    rows: summarised,
    reference: reference ? (labels[rows.indexOf(reference)] ?? '') : '',
    decision: decide(contestantsOf(rows, lead, labels), error),
  };
}

/** Whether a table of these rows would compare anything. */
export function compares({ measure, rows }: Plan): boolean {
  const lead = columnsOf(measures[measure], rows)[0];
  return lead !== undefined && comparable(contestantsOf(rows, lead, uniqueLabels(rows)));
}

function columnsOf({ lead, columns }: MeasureInfo, rows: readonly Row[]): MetricName[] {
  return [lead, ...columns].filter((name) => rows.some((row) => valuesOf(row, name).length > 0));
}

/** Rounds are pairs: if an arm failed in a round, that round is left out for all arms. */
const contestantsOf = (rows: readonly Row[], lead: MetricName, labels: readonly string[]): Contestant[] =>
  alignedValues(rows, lead).map(({ row, values }) => {
    const twinOf = row.twin && labels[rows.findIndex((other) => isOriginal(other, row))];
    return { label: labels[rows.indexOf(row)] ?? '', values, ...(twinOf && { twinOf }) };
  });

/** Whether `twin` is the twin of `row`. */
const isOriginal = (row: Row, twin: Row): boolean =>
  !row.twin && row.arm === twin.arm && row.variant === twin.variant && row.conditions.pollInterval === twin.conditions.pollInterval;

/** Rows of one arm that differ only in poll interval get it in their labels. */
function uniqueLabels(rows: readonly Row[]): string[] {
  const plain = rows.map(rowLabel);
  return rows.map(({ conditions: { pollInterval } }, index) => {
    const label = plain[index] ?? '';
    const repeated = plain.filter((other) => other === label).length > 1;
    return repeated && pollInterval !== undefined ? `${label} · ${pollInterval} ms` : label;
  });
}

function referenceOf(rows: readonly Row[], lead: MetricName): Row | undefined {
  const middle = (row: Row) => median(valuesOf(row, lead));
  const usable = rows.filter((row) => !row.twin && Number.isFinite(middle(row)));
  const sign = metrics[lead].better === 'more' ? -1 : 1;
  return usable.find(({ arm }) => arm === 'tcp') ?? [...usable].sort((one, other) => sign * (middle(one) - middle(other)))[0];
}

function summarizeRow(
  row: Row & Partial<Pick<SlopeRow, 'reach'>>,
  label: string,
  columns: readonly MetricName[],
  reference: Row | undefined,
  lead: MetricName,
): SummaryRow {
  const cells = columns.flatMap((name): [MetricName, Cell][] => {
    const [values, predicted] = [valuesOf(row, name), predictedOf(row, name)];
    if (values.length === 0) return [];
    const below = row.reach?.[name];
    const atLeast = name.startsWith('knee') && row.rounds.some((round) => round.atLeast);
    return [
      [
        name,
        {
          values,
          interval: medianInterval(values),
          ...(predicted.length > 0 && { predicted: median(predicted) }),
          ...(below !== undefined && { below }),
          ...(atLeast && { atLeast: true as const }),
          ...(isCounted(name) && { counted: true as const }),
        },
      ],
    ];
  });
  const pairs = reference ? pairsOf(row, reference, lead) : [];
  return {
    label,
    arm: row.arm,
    twin: row.twin ?? false,
    conditions: row.conditions,
    cells: Object.fromEntries(cells) as SummaryRow['cells'],
    ...(pairs.length > 0 && { relative: pairedRatio(pairs) }),
    ledger: addLedgers(row.rounds.map((round) => round.ledger)),
    source: row,
  };
}

/** Rounds that both rows have, with values above 0, because a ratio needs them. */
function pairsOf(row: Row, reference: Row, lead: MetricName): Pair[] {
  return row.rounds.flatMap((round): Pair[] => {
    const value = round.metrics[lead];
    const other = reference.rounds.find(({ index }) => index === round.index)?.metrics[lead];
    return value !== undefined && other !== undefined && value > 0 && other > 0 ? [[value, other]] : [];
  });
}
