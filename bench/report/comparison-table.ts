import { metrics } from '../result/metrics.ts';
import { type CellTable, intervalCell, none, numbers, ratioCell, words } from './cells.ts';
import type { Comparison } from './compare.ts';

/** Rows of two results beside each other. */
export const comparisonTable = (caption: string, changes: Comparison['changes']): CellTable => ({
  caption,
  heads: [
    words(''),
    words('metric'),
    { ...numbers('before'), terminal: 'values' },
    { ...numbers('after'), terminal: 'values' },
    words('verdict'),
    { ...numbers('to floor'), terminal: 'values' },
    numbers('ratio'),
  ],
  rows: changes.map(({ table, row, metric, before, after, ratio, toFloor, verdict }) => [
    { arm: row.arm, value: row.label, note: table.measure, detail: table.caption },
    { value: metrics[metric].label, note: metrics[metric].unit },
    intervalCell(before),
    intervalCell(after),
    { value: verdict, ...(verdict === 'worse' && { mark: 'wrong' as const }) },
    toFloor ? ratioCell(toFloor) : none,
    ratioCell(ratio),
  ]),
});
