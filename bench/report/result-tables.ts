import { measures } from '../result/measures.ts';
import { metrics } from '../result/metrics.ts';
import type { Ledger } from '../result/result.ts';
import { type Cell, type CellTable, measuredCell, metricHead, none, numbers, ratioCell, text, words } from './cells.ts';
import { digits, ledgerText, ownConditions, whole } from './format.ts';
import { generatorText } from './generator.ts';
import type { Headline } from './headline.ts';
import { captionOf, noiseLine, verdictLine, winners } from './sentences.ts';
import type { Section, Summary, SummaryRow, Table } from './summary.ts';

/** The arm: its shape, its name, and conditions of its own. */
const armCell = ({ arm, label, conditions }: SummaryRow): Cell => ({ arm, value: label, note: ownConditions(conditions) });

function ledgerCell(ledger: Ledger, counted = true): Cell {
  const value = ledgerText(ledger);
  const right = value === 'complete' || value === '–';
  return {
    value,
    ...(!right && { mark: 'wrong' }),
    ...(counted && ledger.expected > 0 && { detail: `${whole(ledger.delivered)} of ${whole(ledger.expected)}` }),
  };
}

/** One row per arm, one column per question: the summary of the report. */
export function headlineTable({ columns, rows }: Headline): CellTable {
  const places = [...new Map(columns.map(({ measure, caption }) => [measure, caption]))];
  return {
    caption: 'Medians of the rounds, with the rounds around them; marked: no other value is better',
    heads: [words(''), ...columns.map(({ metric }) => metricHead(metric)), words('ledger'), numbers('relative', 'bytes (less is better)')],
    rows: rows.map(({ row, cells, wins, ledger, relative }) => [
      armCell(row),
      ...cells.map((cell, index) => ({ ...measuredCell(cell, wins[index]), detail: '' })),
      ledgerCell(ledger, false),
      ratioCell(relative, row.label === columns[0]?.table.reference),
    ]),
    notes: [places.map(([name, caption]) => `${measures[name].title}: ${caption}.`).join(' ')],
  };
}

/** All rows under the same conditions. The first columns and the last stay together where there is little room. */
export function measureTable(table: Table): CellTable {
  const { lead, columns, rows, reference } = table;
  const won = winners(table);
  const modelled = rows.some((row) => row.cells[lead]?.predicted !== undefined);
  const others = columns.slice(1);
  return {
    caption: captionOf(table),
    heads: [
      words(''),
      metricHead(lead),
      ...(modelled ? [numbers('model')] : []),
      words('ledger'),
      ...others.map((name) => ({ ...metricHead(name), terminal: 'values' as const })),
      { ...numbers('generator used'), terminal: 'none' },
      numbers('relative', `to ${reference}`),
    ],
    rows: rows.map((row) => {
      const predicted = row.cells[lead]?.predicted;
      return [
        armCell(row),
        { ...measuredCell(row.cells[lead], won.has(row.label)), detail: '' },
        ...(modelled ? [predicted === undefined ? none : text(digits(predicted))] : []),
        ledgerCell(row.ledger),
        ...others.map((name) => measuredCell(row.cells[name])),
        text(generatorText(row.source)),
        ratioCell(row.relative, row.label === reference),
      ];
    }),
    notes: [verdictLine(table), noiseLine(table)],
  };
}

/** Tables of slopes if there are any, otherwise all. The points behind a slope are shown on demand. */
export const mainTables = ({ tables }: Section): readonly Table[] =>
  tables.some(({ slopes }) => slopes) ? tables.filter(({ slopes }) => slopes) : tables;

/** Median and 99th percentile by distance; `undefined` if only one distance was measured. */
export function distanceTable({ sections }: Summary): CellTable | undefined {
  const tables = sections.flatMap((section) => (section.name === 'latency' ? section.tables : []));
  const [first] = tables;
  if (!first || tables.length < 2) return undefined;
  const value = (table: Table, label: string, name: 'p50' | 'p99') => measuredCell(table.rows.find((row) => row.label === label)?.cells[name]).value;
  return {
    caption: `${metrics.p50.label} and ${metrics.p99.label} by distance`,
    heads: [words('p50 / p99, ms'), ...tables.map(({ rows: [row] }) => numbers(`RTT ${row?.conditions.rtt ?? 0} ms`))],
    rows: first.rows.map((row) => [
      armCell(row),
      ...tables.map((table) => text(`${value(table, row.label, 'p50')} / ${value(table, row.label, 'p99')}`)),
    ]),
  };
}
