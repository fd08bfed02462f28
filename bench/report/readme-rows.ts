import { type TransportName, transportNames } from '../../server/stream/protocol.ts';
import { choices } from '../result/choices.ts';
import { type Cell, type CellTable, measuredCell, none, text, words } from './cells.ts';
import type { Summary, SummaryRow, Table } from './summary.ts';

const find = (tables: readonly Table[], name: TransportName, fits: (row: SummaryRow) => boolean): SummaryRow | undefined =>
  tables.flatMap(({ rows }) => rows).find((row) => row.arm === name && !row.twin && fits(row));

const usual = 1_000;

/** Rows with the lab's default poll interval, and rows without one. */
const isUsual = ({ conditions: { pollInterval } }: SummaryRow): boolean => pollInterval === undefined || pollInterval === usual;

const tablesOf = ({ sections }: Summary, names: readonly string[]): readonly Table[] =>
  sections.filter(({ name }) => names.includes(name)).flatMap(({ tables }) => tables);

/** Rates that the table compares, in notifications per second. */
const rates = [1, 10] as const;

/** Bytes at a rate: measured if they were, otherwise by the model. */
const bytesAt = (summary: Summary, name: TransportName, rate: number): SummaryRow | undefined =>
  find(tablesOf(summary, ['bytes', 'crossover']), name, (row) => row.conditions.rate === rate && isUsual(row) && row.cells.bytes !== undefined);

function delayCell(summary: Summary, name: TransportName): Cell {
  const { p50, p99 } = find(tablesOf(summary, ['latency']), name, ({ conditions: { rtt } }) => rtt === 100)?.cells ?? {};
  return p50 && p99 ? { value: `${measuredCell(p50).value} ms`, note: `p99 ${measuredCell(p99).value} ms` } : none;
}

const bytesCell = (summary: Summary, name: TransportName): Cell =>
  text(rates.map((rate) => measuredCell(bytesAt(summary, name, rate)?.cells.bytes).value).join(' and '));

/** The conditions of the numbers, from their rows. */
function conditionsOf(summary: Summary): string {
  const rows = rates.flatMap((rate) => bytesAt(summary, 'websocket', rate) ?? []);
  const how = rows.map(
    ({ conditions: { rate }, source: { variant } }) => `${variant?.includes('model') ? 'computed by the model' : 'counted'} at ${rate}/s`,
  );
  const payloads = [...new Set(rows.map(({ conditions: { payload } }) => `${payload} B`))];
  return `Delays are medians at a round trip of 100 ms. Bytes are those of one notification with ${payloads.join(' or ')} of data, both directions together: ${how.join(', ')}. Polling asks every second.`;
}

/** All four in words and numbers, in a single table. */
export const choiceTable = (summary: Summary): CellTable => ({
  caption: 'Medians of one run',
  heads: ['', 'delay at 100 ms', 'bytes each, at 1/s and at 10/s', 'in the way of proxies', 'client can send', 'choose it when'].map((head) =>
    words(head),
  ),
  rows: transportNames.map((name) => [
    { arm: name, value: name },
    delayCell(summary, name),
    bytesCell(summary, name),
    ...[choices[name].proxies, choices[name].send, choices[name].choose].map(text),
  ]),
  notes: [conditionsOf(summary)],
});
