import { addLedgers } from '../result/ledgers.ts';
import { measures, type Slope } from '../result/measures.ts';
import type { MetricName } from '../result/metrics.ts';
import type { Measure, Round, Row } from '../result/result.ts';
import { commonSlope, leastSquares, type Point } from '../statistics/slope.ts';

/** The condition that has to vary for a slope over this metric; all others stay the same. */
const variedBy: Partial<Record<Slope['over'], 'rate' | 'clients'>> = { deliveries: 'rate', connections: 'clients' };

const keyOf = ({ arm, twin, variant, conditions }: Row, varied: 'rate' | 'clients'): string =>
  JSON.stringify([arm, twin ?? false, variant ?? '', { ...conditions, [varied]: undefined }]);

/** A slope needs at least three points, because two fit any line. */
const leastPlaces = 3;

/** A row that is computed from others: its rounds hold slopes. */
export interface SlopeRow extends Row {
  /** If a slope cannot be told from 0: the upper end of its interval, over the points of all rounds. */
  readonly reach: Readonly<Partial<Record<MetricName, number>>>;
}

function pointsOf(rows: readonly Row[], index: number, { of, over }: Slope): Point[] {
  const rounds = rows.flatMap((row) => row.rounds.filter((round) => round.index === index));
  return rounds.flatMap(({ metrics }): Point[] => {
    const [x, y] = [metrics[over], metrics[of]];
    return x === undefined || y === undefined ? [] : [[x, y]];
  });
}

/** One row whose rounds hold one slope. */
function slopeRow(group: readonly Row[], slope: Slope): SlopeRow[] {
  const [first] = group;
  if (!first) return [];
  const found = first.rounds.flatMap((round) => {
    const points = pointsOf(group, round.index, slope);
    return new Set(points.map(([x]) => x)).size < leastPlaces ? [] : [{ round, points }];
  });
  if (found.length === 0) return [];
  const rounds = found.map(
    ({ round: { index, seconds }, points }): Round => ({
      index,
      seconds,
      ledger: addLedgers(group.flatMap(({ rounds: all }) => all.filter((round) => round.index === index).map(({ ledger }) => ledger))),
      metrics: { [slope.metric]: leastSquares(points).slope.value },
    }),
  );
  const { low, high } = commonSlope(found.map(({ points }) => points));
  return [
    {
      ...first,
      rounds,
      warnings: [],
      conditions: { ...first.conditions, rate: 0, clients: 0 },
      // Noise may also tilt the line downwards: then the size of the lower end bounds the slope.
      reach: low <= 0 ? { [slope.metric]: high > 0 ? high : -low } : {},
    },
  ];
}

/** One row per arm whose rounds carry the slopes of its rows: what one more client, or one more notification, costs. */
export function slopeRows({ name, rows }: Measure): SlopeRow[] {
  const { slopes = [] } = measures[name] as { slopes?: readonly Slope[] };
  const derived = slopes.flatMap((slope) => {
    const varied = variedBy[slope.over] ?? 'clients';
    return [...groupBy(rows, (row) => keyOf(row, varied)).values()].flatMap((group) => slopeRow(group, slope));
  });
  return [...groupBy(derived, (row) => keyOf(row, 'rate')).values()].flatMap(merge);
}

/** Merges slopes of the same arm over different metrics into one row. */
function merge(rows: readonly SlopeRow[]): SlopeRow[] {
  const [first, ...others] = rows;
  if (!first) return [];
  const rounds = first.rounds.map((round) => {
    const same = others.flatMap((row) => row.rounds.filter(({ index }) => index === round.index));
    const ledger = addLedgers([round, ...same].map((one) => one.ledger));
    return { ...round, ledger, metrics: Object.assign({}, round.metrics, ...same.map(({ metrics }) => metrics)) as Round['metrics'] };
  });
  return [{ ...first, rounds, reach: Object.assign({}, ...rows.map(({ reach }) => reach)) as SlopeRow['reach'] }];
}

/** Groups in the order of their first items. */
export function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
