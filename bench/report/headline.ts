import { addLedgers } from '../result/ledgers.ts';
import type { MeasureName } from '../result/measures.ts';
import type { MetricName } from '../result/metrics.ts';
import type { Ledger, Result } from '../result/result.ts';
import { winners } from './sentences.ts';
import type { Cell, Summary, SummaryRow, Table } from './summary.ts';

/** One column of the verdict table: a metric, where it was measured. */
interface HeadlineColumn {
  readonly measure: MeasureName;
  readonly metric: MetricName;
  readonly caption: string;
  readonly table: Table;
}

/** One arm, and all its columns. */
interface HeadlineRow {
  readonly row: SummaryRow;
  /** In the order of the columns. */
  readonly cells: readonly (Cell | undefined)[];
  /** Columns in which no other arm is better. */
  readonly wins: readonly boolean[];
  readonly ledger: Ledger;
  /** Its bytes divided by the reference's. */
  readonly relative: SummaryRow['relative'];
}

export interface Headline {
  readonly columns: readonly HeadlineColumn[];
  readonly rows: readonly HeadlineRow[];
}

/** The most important columns, in this order. */
const chosen: readonly (readonly [MeasureName, MetricName])[] = [
  ['bytes', 'bytes'],
  ['bytes', 'wireBytes'],
  ['bytes', 'requests'],
  ['latency', 'p50'],
  ['latency', 'p99'],
  ['server-load', 'cpuPerNotification'],
  ['server-load', 'idleCpu'],
  ['memory', 'heapPerConnection'],
  ['capacity', 'kneeDeliveries'],
];

/** Whether a result has anything of that. */
export const answersFirst = ({ measures }: Pick<Result, 'measures'>): boolean =>
  measures.some(({ name }) => chosen.some(([measure]) => measure === name));

/** The verdict table: a row per arm, a column per question. */
export function headline({ sections }: Summary): Headline {
  const tables = sections.flatMap((section) => section.tables);
  const columns = chosen.flatMap(([measure, metric]): HeadlineColumn[] => {
    const table = tables.find((one) => one.measure === measure && one.rows.some(({ cells }) => cells[metric]));
    return table ? [{ measure, metric, table, caption: table.caption }] : [];
  });
  const arms = columns.flatMap(({ table }) => table.rows).filter((row, index, all) => all.findIndex(({ label }) => label === row.label) === index);
  const rows = arms.map((row): HeadlineRow => {
    const own = columns.map(({ table }) => table.rows.find(({ label }) => label === row.label));
    const everywhere = tables
      .flatMap((table) => table.rows.filter(({ arm, twin }) => arm === row.arm && twin === row.twin))
      .filter(({ source }) => !source.variant);
    return {
      row,
      cells: columns.map(({ metric }, index) => own[index]?.cells[metric]),
      wins: columns.map(({ table, metric }) => metric === table.lead && winners(table).has(row.label)),
      ledger: addLedgers(everywhere.map(({ ledger }) => ledger)),
      relative: own[0]?.relative,
    };
  });
  return { columns, rows };
}
