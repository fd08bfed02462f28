import { identities } from '../../result/identity.ts';
import { type MetricName, metrics } from '../../result/metrics.ts';
import type { Ledger } from '../../result/result.ts';
import type { Agreement } from '../agreement.ts';
import { agreementCells, agreementHead, agreementTitle } from '../agreement-table.ts';
import { element, escapeText, type Markup } from '../charts/svg.ts';
import { claimCaption, claimPeriods, claimRows } from '../claim.ts';
import { cellSpread, cellText, digits, ledgerText, ownConditions, spread, times, whole } from '../format.ts';
import { generatorText } from '../generator.ts';
import type { Headline } from '../headline.ts';
import { captionOf, winners } from '../sentences.ts';
import type { Cell, SummaryRow, Table } from '../summary.ts';

const small = (text: string): Markup => (text === '' ? '' : element('small', {}, escapeText(text)));

/** A unit may be broken behind its stroke, where the paper is narrow. */
const unitOf = (unit: string): Markup => (unit === '' ? '' : element('small', {}, escapeText(unit).replaceAll('/', '/<wbr>')));

/** A table that scrolls by itself where the page is narrow. */
export const scrolling = (caption: string, head: readonly Markup[], rows: readonly (readonly Markup[])[]): Markup =>
  element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    element(
      'table',
      {},
      element('caption', {}, escapeText(caption)),
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...rows.map((cells) => element('tr', {}, ...cells))),
    ),
  );

export const title = (text: string, unit = ''): Markup => element('th', { scope: 'col' }, escapeText(text), unitOf(unit));

const name = (row: SummaryRow): Markup => {
  const { glyph } = identities[row.arm];
  return element(
    'th',
    { scope: 'row' },
    element('span', { class: `glyph ${row.arm}`, 'aria-hidden': 'true' }, glyph),
    escapeText(row.label),
    small(ownConditions(row.conditions)),
  );
};

const ledgerCell = (ledger: Ledger, counted = true): Markup => {
  const text = ledgerText(ledger);
  const right = text === 'complete' || text === '–';
  const counts = `${whole(ledger.delivered)} of ${whole(ledger.expected)}`;
  return element(
    'td',
    { class: right ? 'text' : 'text wrong' },
    escapeText(right ? text : `✗ ${text}`),
    counted && ledger.expected > 0 ? small(counts) : '',
  );
};

/** The median, its interval, and where there is room what the model says. */
function valueCell(cell: Cell | undefined, won: boolean, model: boolean): Markup {
  if (!cell) return element('td', {}, '–');
  const value = element('span', won ? { class: 'win' } : {}, escapeText(cellText(cell)));
  const predicted = cell.predicted === undefined || !model ? '' : small(`model ${digits(cell.predicted)}`);
  return element('td', {}, value, small(cellSpread(cell)), predicted);
}

const relativeCell = (row: Pick<SummaryRow, 'relative'>, isReference: boolean): Markup =>
  element('td', {}, row.relative ? times(row.relative.value) : isReference ? '1 ×' : '–', row.relative ? small(spread(row.relative)) : '');

/** One row per arm, one column per question; who is not beaten is underlined. */
export function headlineTable({ columns, rows }: Headline): Markup {
  const head = [
    title(''),
    ...columns.map(({ metric }) => title(metrics[metric].label, metrics[metric].unit)),
    title('ledger', 'of all rows'),
    title('relative', 'bytes, less is better'),
  ];
  const body = rows.map(({ row, cells, wins, ledger, relative }) => [
    name(row),
    ...cells.map((cell, index) => valueCell(cell, wins[index] ?? false, false)),
    ledgerCell(ledger, false),
    relativeCell({ ...(relative && { relative }) }, row.label === columns[0]?.table.reference),
  ]);
  return scrolling('Medians of the rounds, with the rounds around them; underlined: beaten by no other', head, body);
}

/** Columns of numbers that stand beside each other on a page without being cut off, also in print. */
const beside = { first: 6, further: 9 } as const;

/** All columns of a table of the summary; those that have no room beside the others in further tables below. */
export function measureTable(table: Table): Markup {
  const won = winners(table);
  const heads = (columns: readonly MetricName[]) => columns.map((column) => title(metrics[column].label, metrics[column].unit));
  const values = (row: SummaryRow, columns: readonly MetricName[]) =>
    columns.map((column) => valueCell(row.cells[column], column === table.lead && won.has(row.label), true));
  const caption = captionOf(table);
  const first = table.columns.slice(0, beside.first);
  const head = [
    title(''),
    ...heads(first),
    title('generator', 'used'),
    title('ledger'),
    title('relative', `${metrics[table.lead].label}, to ${table.reference}`),
  ];
  const body = table.rows.map((row) => [
    name(row),
    ...values(row, first),
    element('td', {}, generatorText(row.source)),
    ledgerCell(row.ledger),
    relativeCell(row, row.label === table.reference),
  ]);
  const further: Markup[] = [];
  for (let from = beside.first; from < table.columns.length; from += beside.further) {
    const columns = table.columns.slice(from, from + beside.further);
    const rows = table.rows.map((row) => [name(row), ...values(row, columns)]);
    further.push(scrolling(`${caption}, continued`, [title(''), ...heads(columns)], rows));
  }
  return [scrolling(caption, head, body), ...further].join('');
}

/** Theory beside measurement. */
export function agreementTable(agreements: readonly Agreement[]): Markup {
  const body = agreements.map((one) => [
    element('th', { scope: 'row' }, escapeText(one.what), small(one.where)),
    ...agreementCells(one).map((cell, index) =>
      element('td', index === 2 || index === 5 ? { class: cell === 'misses' ? 'text wrong' : 'text' } : {}, escapeText(cell)),
    ),
  ]);
  return scrolling(
    agreementTitle,
    agreementHead.map((word) => title(word)),
    body,
  );
}

/** "871 bytes against 2", at three layers, then and now. */
export function claimTable(): Markup {
  const body = claimRows().map(({ layer, old, today }) => {
    const cells = [old, today].flatMap(({ exchange, push, ratio }) => [`${whole(exchange)} B`, `${whole(push)} B`, times(ratio)]);
    return [element('th', { scope: 'row' }, escapeText(layer)), ...cells.map((cell) => element('td', {}, cell))];
  });
  const head = ['', 'exchange', 'frame', 'ratio', 'exchange', 'frame', 'ratio'].map((word, index) =>
    title(word, index === 0 ? '' : index < 4 ? claimPeriods.old : claimPeriods.today),
  );
  return scrolling(claimCaption, head, body);
}
