import { leastSquares, type Point } from '../statistics/slope.ts';
import { measures, type Slope } from './measures.ts';
import type { Measure, Round, Row } from './result.ts';

/** The condition that has to vary for a slope over this metric; all others stay. */
const variedBy: Partial<Record<Slope['over'], 'rate' | 'clients'>> = { deliveries: 'rate', connections: 'clients' };

const keyOf = ({ arm, twin, variant, conditions }: Row, varied: 'rate' | 'clients'): string =>
  JSON.stringify([arm, twin ?? false, variant ?? '', { ...conditions, [varied]: undefined }]);

/** A slope needs three places at least: two fit any line. */
const leastPlaces = 3;

function slopeOfRound(rows: readonly Row[], index: number, { of, over, metric }: Slope): Round | undefined {
  const rounds = rows.flatMap((row) => row.rounds.filter((round) => round.index === index));
  const points = rounds.flatMap(({ metrics }): Point[] => {
    const [x, y] = [metrics[over], metrics[of]];
    return x === undefined || y === undefined ? [] : [[x, y]];
  });
  const [first] = rounds;
  if (!first || new Set(points.map(([x]) => x)).size < leastPlaces) return undefined;
  return { index, seconds: first.seconds, ledger: first.ledger, metrics: { [metric]: leastSquares(points).slope.value } };
}

/** One row per arm whose rounds carry the slopes of its rows: what one more client, or one more notification, costs. */
export function slopeRows({ name, rows }: Measure): Row[] {
  const { slopes = [] } = measures[name] as { slopes?: readonly Slope[] };
  const derived = slopes.flatMap((slope) => {
    const varied = variedBy[slope.over] ?? 'clients';
    const groups = [...groupBy(rows, (row) => keyOf(row, varied)).values()];
    return groups.flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const rounds = first.rounds.flatMap(({ index }) => slopeOfRound(group, index, slope) ?? []);
      return rounds.length === 0 ? [] : [{ ...first, rounds, warnings: [], conditions: { ...first.conditions, rate: 0, clients: 0 } }];
    });
  });
  return [...groupBy(derived, (row) => keyOf(row, 'rate')).values()].flatMap(merge);
}

/** Slopes over different things of the same arm, side by side in one row. */
function merge(rows: readonly Row[]): Row[] {
  const [first, ...others] = rows;
  if (!first) return [];
  const rounds = first.rounds.map((round) => {
    const same = others.flatMap((row) => row.rounds.filter(({ index }) => index === round.index));
    return { ...round, metrics: Object.assign({}, round.metrics, ...same.map(({ metrics }) => metrics)) as Round['metrics'] };
  });
  return [{ ...first, rounds }];
}

/** In the order of the first of each group. */
export function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
