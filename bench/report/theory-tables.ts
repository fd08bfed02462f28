import { type Agreement, verdictOf } from './agreement.ts';
import { type CellTable, numbers, text, words } from './cells.ts';
import { claimCaption, claimRows } from './claim.ts';
import type { CostMap } from './cost-map.ts';
import { groupBy } from './derive.ts';
import { digits, setting, shareText, times, whole } from './format.ts';

export const agreementTitle = 'Agreement with theory';

export const agreementSentence =
  'Quantiles of polling and means of all transports beside the closed forms, for the measured length of the path; bytes beside the prediction from the counted exchanges, for each cell of each round.';

const barText = ({ apart, bar }: Agreement): string => (apart === undefined ? '–' : bar === 0 ? '0 B' : `${100 * bar} %`);

/** Theory beside measurement, with the bar, and whether it was met: a table for each place. */
export const agreementTables = (agreements: readonly Agreement[]): readonly CellTable[] =>
  [...groupBy(agreements, ({ where }) => where)].map(([caption, own]) => ({
    caption,
    heads: [words(''), numbers('measured'), numbers('model'), words('unit'), numbers('apart'), numbers('bar'), words('verdict')],
    rows: own.map((one) => {
      const verdict = verdictOf(one);
      return [
        ...[one.what, digits(one.measured), digits(one.model), one.unit, one.apart === undefined ? '–' : shareText(one.apart), barText(one)].map(
          text,
        ),
        { value: verdict, ...(verdict !== 'agrees' && verdict !== '–' && { mark: 'wrong' as const }) },
      ];
    }),
  }));

/** "871 bytes against 2", at each layer, in 2010 and today. */
export const claimTable = (): CellTable => ({
  caption: claimCaption,
  heads: [words(''), words('when'), numbers('exchange', 'B'), numbers('frame', 'B'), numbers('ratio')],
  rows: claimRows().map(({ layer, period, exchange, push, ratio }) => [layer, period, whole(exchange), whole(push), times(ratio)].map(text)),
});

/** The same, a table for each layer, because one table is too long for a printed page. */
export function claimTables(): readonly CellTable[] {
  const { heads, rows } = claimTable();
  const layers = [...new Set(rows.map(([layer]) => layer?.value ?? ''))];
  return layers.map((layer) => ({
    caption: `${claimCaption}: ${layer}`,
    heads: heads.slice(1),
    rows: rows.filter(([one]) => one?.value === layer).map((row) => row.slice(1)),
  }));
}

/** The cheapest transport: a row per rate, a column per poll interval. */
export const mapTable = ({ rates, intervals, cells, label, unit, breakEven }: CostMap): CellTable => ({
  caption: `Cheapest transport by ${label} (${unit})`,
  heads: [numbers('notifications', '/s'), ...intervals.map((interval) => words('polling', `every ${setting(interval / 1_000)} s`))],
  rows: rates.map((rate) => [
    text(setting(rate)),
    ...intervals.map((interval) => {
      const cell = cells.find((one) => one.rate === rate && one.interval === interval);
      return cell ? { value: times(cell.ratio), arm: cell.cheapest, detail: cell.cheapest } : text('–');
    }),
  ]),
  notes: [
    `Each cell: the transport with the least ${label} (${unit}), and the ratio of polling to the cheapest push.`,
    ...(breakEven ? [breakEven] : []),
  ],
});
