import type { Round } from '../../result/result.ts';
import type { SummaryRow, Table } from '../summary.ts';
import { type Area, armLine, horizontalAxis, marker, picture, verticalAxis } from './frame.ts';
import { linearScale, logScale } from './scale.ts';
import { label, type Markup } from './svg.ts';

/** All rounds' latencies of a row: ascending values with the share that is at or below each. */
function shares(rounds: readonly Round[]): [number, number][] {
  const all = rounds.flatMap(({ latencies = [] }) => latencies).sort(([one], [other]) => one - other);
  const total = all.reduce((sum, [, count]) => sum + count, 0);
  let below = 0;
  return all.map(([value, count]) => {
    below += count;
    return [value, below / total];
  });
}

/** At most as many steps as are visible, always with the last. */
function thinned(points: readonly [number, number][], most: number): [number, number][] {
  const every = Math.max(1, Math.ceil(points.length / most));
  return points.filter((_, index) => index % every === 0 || index === points.length - 1);
}

const valueAt = (points: readonly [number, number][], share: number): number => points.find(([, below]) => below >= share)?.[0] ?? 1;

/** Heights of the labels: the fastest curve has the highest, and each a height of its own, so that they do not overlap. */
const labelShares = [0.88, 0.72, 0.56, 0.4, 0.24];

/** Share of notifications that arrived within a time. @returns undefined if no row has latencies */
export function ecdfChart(table: Table, width: number): Markup | undefined {
  const curves = table.rows
    .filter((row) => !row.twin)
    .map((row): { row: SummaryRow; points: [number, number][] } => ({ row, points: shares(row.source.rounds) }))
    .filter(({ points }) => points.length > 0)
    .sort((one, other) => valueAt(one.points, 0.5) - valueAt(other.points, 0.5));
  if (curves.length === 0) return undefined;
  const area: Area = { left: 44, right: width - 28, top: 40, bottom: 300 };
  const values = curves.flatMap(({ points }) => points.map(([value]) => value)).filter((value) => value > 0);
  const x = logScale(Math.min(...values), Math.max(...values), area.left, area.right);
  const y = linearScale(100, area.bottom, area.top);
  const lines = curves.map(({ row, points }) =>
    armLine(
      row.arm,
      thinned(points, 300).map(([value, share]) => [x.place(value), y.place(share * 100)]),
      true,
    ),
  );
  const labels = curves.map(({ row, points }, index) =>
    curveLabel(row, index === 0, x.place(valueAt(points, labelShares[index] ?? 0.5)), y.place((labelShares[index] ?? 0.5) * 100), area),
  );
  const title = 'Latency, ms (logarithmic)';
  return picture(
    width,
    350,
    title,
    horizontalAxis(area, x, title),
    verticalAxis(area, y, 'Share of notifications that arrived, %'),
    ...lines,
    ...labels,
  );
}

/** Behind its curve, except in front at the edge of the picture, and for the fastest curve, whose neighbours are all behind it. */
function curveLabel(row: SummaryRow, quickest: boolean, x: number, y: number, area: Area): Markup {
  const length = 14 + row.label.length * 7.5;
  const room = quickest ? x - area.left < length : area.right - x > length;
  return [
    marker(row.arm, x, y),
    label(room ? x + 10 : x - 10, y + 4, row.label, { class: `name halo ${row.arm}-text`, 'text-anchor': room ? 'start' : 'end' }),
  ];
}
