import { metrics } from '../../result/metrics.ts';
import { capital, cellText } from '../format.ts';
import type { Table } from '../summary.ts';
import { type Area, horizontalAxis, marker, picture } from './frame.ts';
import { linearScale, logScale } from './scale.ts';
import { element, label, type Markup, segment } from './svg.ts';

/** From this ratio of largest to smallest on, a linear axis would squeeze the small values together. */
const wideRange = 40;

/** Every round as a dot, the median as the arm's shape, the model's value as a bar. @returns undefined if no value is above 0 */
export function dotsChart(table: Table, width: number): Markup | undefined {
  const rows = table.rows.filter((row) => row.cells[table.lead]);
  const values = rows.flatMap((row) => row.cells[table.lead]?.values ?? []).filter((value) => value > 0);
  if (values.length === 0) return undefined;
  const { label: name, unit } = metrics[table.lead];
  const narrow = width < 500;
  const area: Area = {
    left: narrow ? 14 : Math.max(190, 12 + 7.5 * Math.max(...rows.map(({ label: text }) => text.length))),
    right: width - (narrow ? 26 : 150),
    top: 12,
    bottom: 12 + rows.length * (narrow ? 44 : 30),
  };
  const wide = Math.max(...values) / Math.min(...values) > wideRange;
  const x = wide
    ? logScale(Math.min(...values), Math.max(...values), area.left, area.right)
    : linearScale(Math.max(...values), area.left, area.right, narrow ? 3 : 5);
  const drawn = rows.map((row, index) => {
    const cell = row.cells[table.lead];
    if (!cell) return '';
    const y = area.top + (narrow ? 32 + index * 44 : 15 + index * 30);
    const at = (value: number) => x.place(Math.max(value, 0));
    const dots = cell.values.map((value) => element('circle', { cx: at(value), cy: y, r: 3, class: `dot ${row.arm}` }));
    const model = cell.predicted === undefined || cell.predicted <= 0 ? '' : segment(at(cell.predicted), y - 10, at(cell.predicted), y + 10, 'model');
    const value = `${cellText(cell)} ${unit}`.trim();
    const text = narrow
      ? [label(14, y - 14, row.label, { class: 'name halo' }), label(area.right, y - 14, value, { class: 'value halo', 'text-anchor': 'end' })]
      : [label(0, y + 4, row.label, { class: 'name' }), label(area.right + 12, y + 4, value, { class: 'value' })];
    return [...dots, model, marker(row.arm, at(cell.interval.value), y, 5, row.twin), text];
  });
  const title = `${capital(name)}${unit ? `, ${unit}` : ''}${wide ? ' (logarithmic)' : ''}`;
  return picture(width, area.bottom + 50, title, horizontalAxis(area, x, title), ...drawn);
}
