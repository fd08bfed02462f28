import type { ArmName } from '../../result/result.ts';
import { type Area, armLine, horizontalAxis, marker, picture, spreadOut, verticalAxis } from './frame.ts';
import { linearScale } from './scale.ts';
import { element, label, type Markup } from './svg.ts';

/** One arm's line: where it was measured, and the values of each round there. */
export interface LineData {
  readonly arm: ArmName;
  readonly label: string;
  readonly points: readonly { readonly x: number; readonly y: number; readonly rounds: readonly number[] }[];
}

export interface LineChart {
  /** With units. */
  readonly x: string;
  readonly y: string;
  readonly lines: readonly LineData[];
}

/** One metric over another: medians joined, every round a dot behind them, each line named at its end. */
export function lineChart({ x: xTitle, y: yTitle, lines }: LineChart, width: number): Markup | undefined {
  const points = lines.flatMap((line) => line.points);
  if (points.length === 0) return undefined;
  const area: Area = { left: 62, right: width - 118, top: 40, bottom: 270 };
  const x = linearScale(Math.max(...points.map((point) => point.x)), area.left, area.right, width < 500 ? 3 : 5);
  const y = linearScale(Math.max(...points.flatMap((point) => [point.y, ...point.rounds])), area.bottom, area.top);
  const drawn = lines.map(({ arm, points: own }) => {
    const dots = own.flatMap((point) =>
      point.rounds.map((round) => element('circle', { cx: x.place(point.x), cy: y.place(round), r: 2.2, class: `dot ${arm}` })),
    );
    const marks = own.length > 12 ? [] : own.map((point) => marker(arm, x.place(point.x), y.place(point.y)));
    return [
      ...dots,
      armLine(
        arm,
        own.map((point) => [x.place(point.x), y.place(point.y)]),
      ),
      ...marks,
    ];
  });
  const ends = lines.map(({ points: own }) => y.place(own.at(-1)?.y ?? 0));
  const names = spreadOut(ends, 17, area.bottom - 3).map((place, index) => {
    const line = lines[index];
    return line && [marker(line.arm, area.right + 18, place, 4), label(area.right + 28, place + 4, line.label, { class: `name ${line.arm}-text` })];
  });
  return picture(width, 320, `${yTitle} over ${xTitle}`, horizontalAxis(area, x, xTitle), verticalAxis(area, y, yTitle), ...drawn, ...names);
}
