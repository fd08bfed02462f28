import { type MetricName, metrics } from '../../result/metrics.ts';
import { rowLabel } from '../../result/result.ts';
import { median } from '../../statistics/index.ts';
import { type CellTable, numbers, text } from '../cells.ts';
import { dotsChart } from '../charts/dots.ts';
import { ecdfChart } from '../charts/ecdf.ts';
import { type LineChart, type LineData, lineChart } from '../charts/lines.ts';
import { mapChart } from '../charts/map.ts';
import { stackChart } from '../charts/stack.ts';
import type { Markup } from '../charts/svg.ts';
import { costMap } from '../cost-map.ts';
import { groupBy } from '../derive.ts';
import { capital, digits } from '../format.ts';
import type { Table as ResultTable, Section, SummaryRow } from '../summary.ts';
import { mapTable } from '../theory-tables.ts';
import { Table } from './cell-table.tsx';

/** Widths of a chart on a page and on a phone. */
const widths = { wide: 720, half: 520, narrow: 348 } as const;

/** The same chart drawn for both widths, so that its print stays legible. @returns nothing if there is no data */
function figure(caption: string, draw: (width: number) => Markup | undefined, width: keyof typeof widths = 'wide'): Markup {
  const [wide, narrow] = [draw(widths[width]), draw(widths.narrow)];
  if (!wide || !narrow) return null;
  return (
    <figure>
      <div class="wide">{wide}</div>
      <div class="narrow">{narrow}</div>
      <figcaption>{caption}</figcaption>
    </figure>
  );
}

export const ecdfFigure = (table: ResultTable): Markup => figure(`${table.caption}. All rounds together.`, (width) => ecdfChart(table, width));

export const stackFigure = (table: ResultTable): Markup => figure(`${table.caption}. Up and down together.`, (width) => stackChart(table, width));

export const dotsFigure = (table: ResultTable): Markup =>
  figure(table.slopes ? `${table.caption} · slopes, one per round` : table.caption, (width) => dotsChart(table, width));

const withUnit = (name: MetricName): string => `${metrics[name].label}${metrics[name].unit ? `, ${metrics[name].unit}` : ''}`;

/** One metric over another, over all tables of a section that agree in everything else. */
function overTables(tables: readonly ResultTable[], x: MetricName, y: MetricName, xTitle: string): LineChart {
  const rows = tables.flatMap((table) => table.rows).filter((row) => !row.twin && row.cells[x] && row.cells[y]);
  const lines = [...groupBy(rows, ({ label }) => label).values()].flatMap((own): LineData[] => {
    const [first] = own;
    if (!first) return [];
    const points = own.map((row) => ({
      x: row.cells[x]?.interval.value ?? 0,
      y: row.cells[y]?.interval.value ?? 0,
      rounds: row.cells[y]?.values ?? [],
    }));
    return [{ arm: first.arm, label: first.label, points: points.sort((one, other) => one.x - other.x) }];
  });
  return { x: xTitle, y: capital(withUnit(y)), lines };
}

/** The numbers behind a line chart. */
function lineTable({ x, y, lines }: LineChart): CellTable {
  const places = [...new Set(lines.flatMap(({ points }) => points.map((point) => point.x)))].sort((one, other) => one - other);
  return {
    caption: `${y} (medians)`,
    heads: [numbers(x), ...lines.map(({ label }) => numbers(label))],
    rows: places.map((place) => [
      text(digits(place)),
      ...lines.map(({ points }) => text(digits(points.find((point) => point.x === place)?.y ?? Number.NaN))),
    ]),
  };
}

/** Folded away: where arms were measured at different x, most of its cells are empty. */
const itsNumbers = (chart: LineChart): Markup => (
  <details>
    <summary>Its numbers</summary>
    <Table of={lineTable(chart)} />
  </details>
);

const lineFigure = (caption: string, chart: LineChart): Markup => (
  <div>
    {figure(caption, (width) => lineChart(chart, width), 'half')}
    {itsNumbers(chart)}
  </div>
);

/** Server load and memory over clients and rates: small multiples. */
export function costFigures(sections: readonly Section[]): Markup {
  const plain = (name: Section['name']) =>
    sections.filter((section) => section.name === name).flatMap(({ tables }) => tables.filter(({ slopes }) => !slopes));
  const at = (tables: readonly ResultTable[], test: (row: SummaryRow) => boolean) => tables.filter(({ rows }) => rows.some(test));
  const load = plain('server-load');
  const charts = [
    [
      'Nothing is published: the cost of clients that only wait.',
      overTables(
        at(load, ({ conditions }) => conditions.rate === 0),
        'connections',
        'cpu',
        'Clients',
      ),
    ],
    [
      'The slope of each line is the cost of one more notification.',
      overTables(
        at(load, ({ conditions }) => conditions.rate > 0),
        'deliveries',
        'cpu',
        'Deliveries, /s',
      ),
    ],
    ['The slope of each line is the memory of one more connection.', overTables(plain('memory'), 'connections', 'heap', 'Clients')],
    ['Resident set, including garbage.', overTables(plain('memory'), 'connections', 'rss', 'Clients')],
  ] as const;
  const drawn = charts.filter(([, { lines }]) => lines.length > 0).map(([caption, chart]) => lineFigure(caption, chart));
  return drawn.length === 0 ? null : <div class="pair">{drawn}</div>;
}

/** Series within a round, such as a ramp; of the round whose lead metric is the median. */
export function seriesFigures({ tables }: Section): Markup {
  return tables.map((table) => {
    const rows = table.rows.filter((row) => !row.twin && row.source.rounds.some(({ series }) => series));
    const lines = rows.flatMap((row): (LineData & { axes: LineChart })[] => {
      const middle = median(row.cells[table.lead]?.values ?? []);
      const round = row.source.rounds.find(({ metrics: measured }) => measured[table.lead] === middle) ?? row.source.rounds[0];
      const [series] = round?.series ?? [];
      if (!series) return [];
      const named = ({ label, unit }: { label: string; unit: string }) => capital(unit ? `${label}, ${unit}` : label);
      const axes = { x: named(series.x), y: named(series.y), lines: [] };
      return [{ arm: row.arm, label: rowLabel(row.source), points: series.points.map(([x, y]) => ({ x, y, rounds: [] })), axes }];
    });
    const [first] = lines;
    if (!first) return null;
    const chart = { ...first.axes, lines };
    return (
      <>
        {figure(`${table.caption}. The round that was the median.`, (width) => lineChart(chart, width))}
        {itsNumbers(chart)}
      </>
    );
  });
}

export function mapFigure(section: Section): Markup {
  const map = costMap(section);
  if (!map) return null;
  const table = mapTable(map);
  return (
    <>
      {figure((table.notes ?? []).join(' '), (width) => mapChart(map, width))}
      <Table of={table} />
    </>
  );
}
