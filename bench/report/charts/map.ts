import type { CostMap } from '../cost-map.ts';
import { digits, setting } from '../format.ts';
import { marker, picture } from './frame.ts';
import { element, label, type Markup } from './svg.ts';

/** The cheapest transport at each rate and poll interval, and the ratio of polling to the cheapest push. */
export function mapChart({ rates, intervals, cells, label: name, unit }: CostMap, width: number): Markup {
  const narrow = width < 500;
  const left = narrow ? 48 : 74;
  const top = 44;
  const cellWidth = (width - left - 8) / intervals.length;
  const height = 36;
  const drawn = cells.map(({ rate, interval, cheapest, ratio }) => {
    const x = left + intervals.indexOf(interval) * cellWidth;
    const y = top + rates.indexOf(rate) * height;
    return [
      element('rect', { x: x + 1, y: y + 1, width: cellWidth - 2, height: height - 2, rx: 3, class: `cell ${cheapest}` }),
      marker(cheapest, x + (narrow ? 9 : 16), y + height / 2),
      label(x + (narrow ? 17 : 28), y + height / 2 + 5, `${digits(ratio)} ×`, { class: 'value' }),
    ];
  });
  const across = intervals.map((interval, index) =>
    label(left + (index + 0.5) * cellWidth, top - 8, setting(interval / 1_000), { class: 'tick', 'text-anchor': 'middle' }),
  );
  const down = rates.map((rate, index) => label(left - 10, top + (index + 0.5) * height + 5, setting(rate), { class: 'tick', 'text-anchor': 'end' }));
  const titles = [
    label(left, 14, 'Poll interval, s', { class: 'axis' }),
    label(0, top + rates.length * height + 24, 'Down: rate, notifications/s', { class: 'axis' }),
  ];
  return picture(
    width,
    top + rates.length * height + 36,
    `${name}, ${unit}: cheapest transport by rate and poll interval`,
    ...drawn,
    ...across,
    ...down,
    titles,
  );
}
