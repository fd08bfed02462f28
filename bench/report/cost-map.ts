import { metrics } from '../result/metrics.ts';
import type { ArmName, Row } from '../result/result.ts';
import { median } from '../statistics/index.ts';
import { digits } from './format.ts';
import type { Section } from './summary.ts';

/** The cheapest transport at one rate and one poll interval. */
interface MapCell {
  /** Notifications per second. */
  readonly rate: number;
  /** Milliseconds between polls. */
  readonly interval: number;
  readonly cheapest: ArmName;
  /** Polling divided by the cheapest other transport; below 1 polling wins. */
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
  /** Notifications per interval from which on polling wins; absent if it was not measured. */
  readonly breakEven?: string;
}

const isMeasured = ({ variant }: Row): boolean => variant === undefined;

const ascending = (values: readonly number[]): number[] => [...new Set(values)].sort((one, other) => one - other);

/** @returns the map of a section's rows; `undefined` unless polling has at least two intervals */
export function costMap(section: Section): CostMap | undefined {
  const { tables, info } = section;
  const rows = tables.flatMap((table) => table.rows.map(({ source }) => source)).filter(({ arm, twin }) => arm !== 'tcp' && !twin);
  // Measured rows have priority; the model's fill the rest.
  const polls = [...rows.filter(isMeasured), ...rows.filter((row) => !isMeasured(row))].filter(({ arm }) => arm === 'polling');
  const intervals = ascending(polls.flatMap(({ conditions }) => conditions.pollInterval ?? []));
  if (intervals.length < 2) return undefined;
  const cost = ({ rounds }: Row) => median(rounds.flatMap((round) => round.metrics[info.lead] ?? []));
  const all = polls.flatMap((poll): MapCell[] => {
    const { rate, pollInterval: interval } = poll.conditions;
    const others = rows.filter((row) => row.arm !== 'polling' && row.conditions.rate === rate).sort((one, other) => cost(one) - cost(other));
    const [best] = others;
    if (!best || interval === undefined) return [];
    const ratio = cost(poll) / cost(best);
    return [{ rate, interval, ratio, cheapest: ratio < 1 ? 'polling' : best.arm }];
  });
  const cells = all.filter((cell, index) => all.findIndex(({ rate, interval }) => rate === cell.rate && interval === cell.interval) === index);
  const { label, unit } = metrics[info.lead];
  const breakEven = breakEvenSentence(section);
  return { label, unit, rates: ascending(cells.map(({ rate }) => rate)), intervals, cells, ...(breakEven && { breakEven }) };
}

/** Notifications per interval from which on polling wins, measured and by theory; `undefined` if it was not measured. */
function breakEvenSentence({ tables }: Section): string | undefined {
  const rows = tables.flatMap((table) => table.rows).filter(({ cells }) => cells.breakEven);
  const told = [...new Set(rows.map(({ arm }) => arm))].map((arm) => {
    const cells = rows.flatMap((row) => (row.arm === arm ? (row.cells.breakEven ?? []) : []));
    const theory = cells.flatMap(({ predicted }) => predicted ?? []);
    const measured = median(cells.map(({ interval }) => interval.value));
    return `${arm} from ${digits(measured)}${theory.length > 0 ? ` (theory: ${digits(median(theory))})` : ''}`;
  });
  return told.length > 0
    ? `Measured, polling wins by ${tables[0] ? metrics[tables[0].lead].label : ''} over ${told.join(', over ')} notifications per interval on.`
    : undefined;
}
