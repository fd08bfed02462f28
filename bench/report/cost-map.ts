import { median } from '../statistics.ts';
import { metrics } from './metrics.ts';
import type { ArmName, Row } from './result.ts';
import type { Section } from './summary.ts';

/** Who is cheapest at one rate, when polling asks at one interval. */
export interface MapCell {
  /** Notifications per second. */
  readonly rate: number;
  /** Milliseconds between polls. */
  readonly interval: number;
  readonly cheapest: ArmName;
  /** How many times the cheapest other transport polling takes; below 1 polling wins. */
  readonly ratio: number;
}

/** A measure over rate and poll interval. */
export interface CostMap {
  /** What is compared, and its unit. */
  readonly label: string;
  readonly unit: string;
  readonly rates: readonly number[];
  readonly intervals: readonly number[];
  readonly cells: readonly MapCell[];
}

const ascending = (values: readonly number[]): number[] => [...new Set(values)].sort((one, other) => one - other);

/** @returns the map that a section's rows make; `undefined` unless polling was asked at two intervals or more */
export function costMap({ tables, info }: Section): CostMap | undefined {
  const rows = tables.flatMap((table) => table.rows.map(({ source }) => source)).filter(({ arm, twin }) => arm !== 'tcp' && !twin);
  const polls = rows.filter(({ arm }) => arm === 'polling');
  const intervals = ascending(polls.flatMap(({ conditions }) => conditions.pollInterval ?? []));
  if (intervals.length < 2) return undefined;
  const cost = ({ rounds }: Row) => median(rounds.flatMap((round) => round.metrics[info.lead] ?? []));
  const cells = polls.flatMap((poll): MapCell[] => {
    const { rate, pollInterval: interval } = poll.conditions;
    const others = rows.filter((row) => row.arm !== 'polling' && row.conditions.rate === rate).sort((one, other) => cost(one) - cost(other));
    const [best] = others;
    if (!best || interval === undefined) return [];
    const ratio = cost(poll) / cost(best);
    return [{ rate, interval, ratio, cheapest: ratio < 1 ? 'polling' : best.arm }];
  });
  const { label, unit } = metrics[info.lead];
  return { label, unit, rates: ascending(cells.map(({ rate }) => rate)), intervals, cells };
}
