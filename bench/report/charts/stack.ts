import type { MetricName } from '../../result/metrics.ts';
import { digits } from '../format.ts';
import type { Table } from '../summary.ts';
import { type Area, horizontalAxis, marker, picture } from './frame.ts';
import { linearScale } from './scale.ts';
import { element, label, type Markup } from './svg.ts';

const parts: readonly (readonly [MetricName, string])[] = [
  ['headers', 'HTTP heads'],
  ['framing', 'framing'],
  ['payload', 'payload'],
];

/** The key above the bars: fill and word. */
function key(left: number, width: number): Markup {
  const step = Math.min(130, (width - left) / 3);
  return parts.map(([name, word], index) => [
    element('rect', { x: left + index * step, y: 8, width: 14, height: 14, class: `part ${name}` }),
    label(left + index * step + 20, 20, word, { class: 'name' }),
  ]);
}

/** Bytes per notification, by purpose. Bars start at 0. @returns undefined if no row has the split */
export function stackChart(table: Table, width: number): Markup | undefined {
  const rows = table.rows.filter((row) => !row.twin && row.cells.payload);
  if (rows.length === 0) return undefined;
  const value = (index: number, name: MetricName) => rows[index]?.cells[name]?.interval.value ?? 0;
  const totals = rows.map((_, index) => parts.reduce((sum, [name]) => sum + value(index, name), 0));
  const area: Area = { left: 122, right: width - 62, top: 36, bottom: 36 + rows.length * 34 };
  const x = linearScale(Math.max(...totals), area.left, area.right, width < 500 ? 3 : 5);
  const bars = rows.map((row, index) => {
    const top = area.top + 6 + index * 34;
    let from = 0;
    const pieces = parts.map(([name]) => {
      const bar = element('rect', {
        x: x.place(from),
        y: top,
        width: x.place(from + value(index, name)) - x.place(from),
        height: 22,
        class: `part ${name}`,
      });
      from += value(index, name);
      return bar;
    });
    const name = [marker(row.arm, 10, top + 11), label(22, top + 16, row.label, { class: 'name' })];
    return [name, pieces, label(x.place(from) + 6, top + 16, `${digits(from)} B`, { class: 'value' })];
  });
  const title = 'Bytes per notification, B';
  return picture(width, area.bottom + 52, title, key(width < 500 ? 12 : area.left, width), horizontalAxis(area, x, title), ...bars);
}
