import { transportNames } from '../../server/stream/protocol.ts';
import type { ClaimLayer } from '../model/index.ts';
import { colours, identities, markedName } from '../result/identity.ts';
import { type MetricName, metrics } from '../result/metrics.ts';
import { agreementCells, agreementHead, agreementSentence, agreementTitle } from './agreement-table.ts';
import { claimPeriods, claimRows, claimSentence, claimTitle } from './claim.ts';
import { type Column, layOut, layOutAll, wrap } from './columns.ts';
import { type CostMap, costMap } from './cost-map.ts';
import { groupBy } from './derive.ts';
import { cellSpread, cellText, digits, ledgerText, ownConditions, setting, spread, times, whole } from './format.ts';
import { generatorSentence } from './generator.ts';
import { captionOf, intervalSentence, machineLine, noiseLine, ruleSentence, runSentence, verdictLine } from './sentences.ts';
import type { Section, Summary, SummaryRow, Table } from './summary.ts';

export interface TerminalOptions {
  /** ANSI colours for the shapes and dim captions; never without a terminal, nor with NO_COLOR. */
  readonly colour?: boolean;
  /** Characters, at most 100. */
  readonly width?: number;
}

/** The columns of a table: who, the lead metric with its interval and what the model says, the others, the ledger, and the ratio last. */
function columnsOf({ rows, columns, lead, reference }: Table): Column[] {
  const cell = (row: SummaryRow, name: MetricName) => row.cells[name];
  const own = rows.map((row) => ownConditions(row.conditions));
  const predicted = rows.map((row) => cell(row, lead)?.predicted);
  const value = (row: SummaryRow, name: MetricName) => {
    const found = cell(row, name);
    return found ? cellText(found) : '–';
  };
  const leadCells = rows.map((row) => {
    const found = cell(row, lead);
    return found ? `${cellText(found)} ${cellSpread(found)}`.trimEnd() : '–';
  });
  return [
    { title: '', align: 'left', cells: rows.map((row) => `${identities[row.arm].glyph} ${row.label}`) },
    { title: metrics[lead].label, unit: metrics[lead].unit, cells: leadCells },
    ...(predicted.some((one) => one !== undefined)
      ? [{ title: 'model', cells: predicted.map((one) => (one === undefined ? '–' : digits(one))) }]
      : []),
    ...(own.some(Boolean) ? [{ title: 'asks', align: 'left' as const, cells: own }] : []),
    { title: 'ledger', align: 'left', cells: rows.map((row) => ledgerText(row.ledger)) },
    ...columns.slice(1).map((name) => ({ title: metrics[name].label, unit: metrics[name].unit, cells: rows.map((row) => value(row, name)) })),
    {
      title: 'relative',
      unit: `to ${reference}`,
      cells: rows.map((row) =>
        row.relative ? `${times(row.relative.value)} ${spread(row.relative)}`.trimEnd() : row.label === reference ? '1 ×' : '–',
      ),
    },
  ];
}

const paint = (line: string, { arm }: SummaryRow): string => {
  const { glyph } = identities[arm];
  return line.replace(glyph, `\x1b[38;5;${colours[arm].ansi}m${glyph}\x1b[0m`);
};

function tableLines(table: Table, width: number, colour: boolean): string[] {
  const painted = (lines: readonly string[]) => {
    const head = lines.length - table.rows.length;
    return lines.map((line, index) => {
      const row = table.rows[index - head];
      return `  ${colour && row ? paint(line, row) : line}`.trimEnd();
    });
  };
  const parts = layOutAll(columnsOf(table), width - 2).map(painted);
  return [
    ...wrap(captionOf(table), width, '  '),
    ...parts.flatMap((part, index) => (index > 0 ? ['', ...part] : part)),
    ...wrap(verdictLine(table), width, '  '),
  ];
}

/** Theory beside measurement, with the bar that was set, and whether it was passed. */
function agreementLines({ agreements }: Summary, width: number): string[] {
  if (agreements.length === 0) return [];
  const places = [...groupBy(agreements, ({ where }) => where)].flatMap(([where, own]) => [
    '',
    ...wrap(where, width, '  '),
    ...layOut(
      ['', ...agreementHead.slice(1)].map((title, column): Column => {
        if (column === 0) return { title, align: 'left', cells: own.map(({ what }) => what) };
        return { title, align: column === 3 || column === 6 ? 'left' : 'point', cells: own.map((one) => agreementCells(one)[column - 1] ?? '') };
      }),
      width - 2,
    ).lines.map((line) => `  ${line}`),
  ]);
  return [agreementTitle, ...places, ...wrap(agreementSentence, width, '  '), ''];
}

/** Tables that a terminal shows of a section: where there are slopes, these; the points that they are drawn through are in the other forms. */
const shownTables = ({ tables }: Section): readonly Table[] => (tables.some(({ slopes }) => slopes) ? tables.filter(({ slopes }) => slopes) : tables);

/** One line per rate, one column per poll interval, and in it who is cheapest. */
function mapLines({ rates, intervals, cells, label, unit, breakEven }: CostMap, width: number): string[] {
  const columns = intervals.map((interval): Column => {
    const at = rates.map((rate) => cells.find((cell) => cell.rate === rate && cell.interval === interval));
    const told = at.map((cell) => (cell ? `${identities[cell.cheapest].glyph} ${times(cell.ratio)}` : '–'));
    return { title: 'polling', unit: `every ${setting(interval / 1_000)} s`, align: 'left', cells: told };
  });
  const { lines } = layOut([{ title: 'notifications', unit: '/s', cells: rates.map(setting) }, ...columns], width - 2);
  const legend = transportNames.map(markedName).join(', ');
  const reading = `Each cell: who takes least ${label} (${unit}), ${legend}; and how many times the cheapest push polling takes.`;
  return ['', ...lines.map((line) => `  ${line}`), ...wrap(reading, width, '  '), ...(breakEven ? wrap(breakEven, width, '  ') : [])];
}

function sectionLines(section: Section, width: number, colour: boolean): string[] {
  const { info } = section;
  const tables = shownTables(section);
  const bold = (text: string) => (colour ? `\x1b[1m${text}\x1b[0m` : text);
  const title = wrap(`${info.title}: ${info.question}`, width).map((line, index) =>
    index === 0 ? line.replace(info.title, bold(info.title)) : line,
  );
  const map = costMap(section);
  const body = map ? mapLines(map, width) : tables.flatMap((table) => ['', ...tableLines(table, width, colour)]);
  const [first] = tables;
  const noise = first && !map ? wrap(noiseLine(first), width, '  ') : [];
  return [...title, ...body, ...noise, ...wrap(`Where this lies: ${info.lie}`, width, '  '), ''];
}

const sizes = ({ exchange, push, ratio }: ClaimLayer) => ({ exchange: whole(exchange), push: whole(push), ratio: times(ratio) });

/** The claim of 2010, at three layers. */
function claimLines(width: number): string[] {
  const rows = claimRows().flatMap(({ layer, old, today }) => [
    { layer, period: claimPeriods.old, ...sizes(old) },
    { layer: '', period: claimPeriods.today, ...sizes(today) },
  ]);
  const column = (title: string, unit: string, name: 'exchange' | 'push' | 'ratio'): Column => ({ title, unit, cells: rows.map((row) => row[name]) });
  const columns: Column[] = [
    { title: '', align: 'left', cells: rows.map(({ layer }) => layer) },
    { title: '', align: 'left', cells: rows.map(({ period }) => period) },
    column('exchange', 'B', 'exchange'),
    column('frame', 'B', 'push'),
    column('ratio', '', 'ratio'),
  ];
  const { lines } = layOut(columns, width - 2);
  return [claimTitle, '', ...lines.map((line) => `  ${line}`), ...wrap(claimSentence, width, '  '), ''];
}

/** The report for a terminal: at most 100 columns, and plain unless colour is asked for. */
export function formatTerminal(summary: Summary, { colour = false, width = 100 }: TerminalOptions = {}): string {
  const columns = Math.min(width, 100);
  const { result, sections, warnings } = summary;
  const opening = [
    ...wrap(runSentence(summary), columns),
    ...wrap(machineLine(result), columns),
    ...wrap(`commit ${result.commit.slice(0, 12)} · seed ${result.seed} · ${result.command}`, columns),
    '',
  ];
  const told = warnings.length > 0 ? ['Warnings', ...warnings.flatMap((warning) => wrap(warning, columns, '  ! ')), ''] : [];
  const body = sections.flatMap((section) => sectionLines(section, columns, colour));
  return `${[...opening, ...body, ...agreementLines(summary, columns), ...claimLines(columns), ...told, ...wrap(generatorSentence(result, sections), columns), ...wrap(intervalSentence(summary), columns), ...wrap(ruleSentence(summary), columns)].join('\n')}\n`;
}
