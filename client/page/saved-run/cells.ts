/** A moment as rows of cells. A file stores only the changed ones. Pure. */
import type { TransportName } from '../../../server/stream/protocol.ts';
import type { LaneSummary } from '../track/summary.ts';
import { percentiles } from '../track/summary.ts';
import type { LabFacts, Moment } from './moments.ts';

export type Cell = string | number | null | LabFacts;

const counts = ['published', 'delivered', 'missing', 'doubled', 'reordered', 'gaps', 'requests', 'empties', 'sockets'] as const;
const times = ['seconds', 'measuredSeconds'] as const;
const latencies = ['count', 'mean', ...percentiles] as const;
const parts = ['headers', 'framing', 'payload'] as const;

/** Columns of one lane at one moment, in the order of their indexes. */
export const laneColumns: readonly string[] = [
  ...['state', 'trouble', 'retryIn', 'theory', 'settled'],
  ...counts,
  ...times,
  ...latencies,
  ...parts.map((part) => `up.${part}`),
  ...parts.map((part) => `down.${part}`),
];

/** Those that say nothing where nothing was measured; the others always have a value. */
export const mayLack: readonly string[] = ['trouble', 'retryIn', 'theory', 'mean', ...percentiles];

/** Columns that are the same for all lanes. */
export const pageColumns = ['roundTrip', 'clockError', 'clockStep', 'waited', 'skipped', 'lab'] as const;

/** Ten digits: no number on the page has more than three. */
const exact = (value: number | undefined): number | null => (value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(10)));

export function cellsOfLane({ state, trouble, retryAt, theory, latency, up, down, ...lane }: LaneSummary, page: number): Cell[] {
  const settled = percentiles.reduce((bits, name, index) => bits + (latency.settled[name] ? 2 ** index : 0), 0);
  return [
    ...[state, trouble ?? null, exact(retryAt === undefined ? undefined : retryAt - page), exact(theory), settled],
    ...counts.map((name) => lane[name]),
    ...times.map((name) => Number(lane[name].toFixed(3))),
    ...latencies.map((name) => exact(latency[name])),
    ...[up, down].flatMap((side) => parts.map((part) => side[part])),
  ];
}

export const cellsOfPage = ({ roundTrip, clock, waited, skipped, lab }: Moment): Cell[] => [
  ...[exact(roundTrip), exact(clock?.error), exact(clock?.step), exact(waited), skipped],
  lab ?? null,
];

/** Reads cells by name; NaN means none. */
function reader(cells: readonly Cell[]) {
  const cell = (name: string) => cells[laneColumns.indexOf(name)];
  const amount = (name: string) => {
    const value = cell(name);
    return typeof value === 'number' ? value : Number.NaN;
  };
  const known = (name: string) => (Number.isNaN(amount(name)) ? undefined : amount(name));
  const bytes = (side: string) => ({ headers: amount(`${side}.headers`), framing: amount(`${side}.framing`), payload: amount(`${side}.payload`) });
  return { cell, amount, known, bytes };
}

/** @param cells complete and checked @returns `retryAt` on a clock that says 0 at this moment */
export function laneOfCells(transport: TransportName, state: LaneSummary['state'], cells: readonly Cell[]): LaneSummary {
  const { cell, amount, known, bytes } = reader(cells);
  const [settled, trouble] = [amount('settled'), cell('trouble')];
  const isSettled = (index: number) => Math.floor(settled / 2 ** index) % 2 === 1;
  return {
    transport,
    state,
    trouble: typeof trouble === 'string' ? trouble : undefined,
    failure: undefined,
    retryAt: known('retryIn'),
    theory: known('theory'),
    ...{ published: amount('published'), delivered: amount('delivered'), missing: amount('missing'), doubled: amount('doubled') },
    ...{ reordered: amount('reordered'), gaps: amount('gaps'), requests: amount('requests'), empties: amount('empties') },
    ...{ sockets: amount('sockets'), seconds: amount('seconds'), measuredSeconds: amount('measuredSeconds') },
    latency: {
      ...{ count: amount('count'), mean: amount('mean'), p50: amount('p50'), p95: amount('p95'), p99: amount('p99') },
      settled: { p50: isSettled(0), p95: isSettled(1), p99: isSettled(2) },
    },
    up: bytes('up'),
    down: bytes('down'),
  };
}

/** Changes as alternating indexes and values. @param before `undefined`: everything */
export function changesOf(before: readonly Cell[] | undefined, now: readonly Cell[]): Cell[] {
  return now.flatMap((cell, index) => (before && JSON.stringify(before[index]) === JSON.stringify(cell) ? [] : [index, cell]));
}
