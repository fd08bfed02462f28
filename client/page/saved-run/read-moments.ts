/** Restores complete moments from the changes in a file. Pure. */
import { perTransport } from '../../../bench/result/identity.ts';
import { type Conditions, unimpaired } from '../../../server/lab/apparatus/weather/conditions.ts';
import { transportNames } from '../../../server/stream/protocol.ts';
import { type Cell, laneColumns, laneOfCells, mayLack, pageColumns } from './cells.ts';
import { fields, list, number, oneOf, optional, refuse, text } from './checking.ts';
import type { LabFacts, Moment } from './moments.ts';

const states = ['off', 'connecting', 'open', 'reconnecting', 'cut', 'closed'] as const;

function labOf(where: string, value: unknown): LabFacts {
  const { heartbeat, weather, faults } = fields(where, value);
  return {
    heartbeat: number(`${where}.heartbeat`, heartbeat, 0),
    weather: optional(weather, (given) => weatherOf(`${where}.weather`, given)) ?? null,
    faults: list(`${where}.faults`, faults).map((kind) => text(`${where}.faults`, kind)),
  };
}

function weatherOf(where: string, value: unknown): Conditions {
  const given = fields(where, value);
  const amount = (name: Exclude<keyof Conditions, 'swallowFrames'>) => number(`${where}.${name}`, given[name] ?? unimpaired[name], 0);
  const [rtt, jitter, bandwidth] = [amount('rtt'), amount('jitter'), amount('bandwidth')];
  const [idleTimeout, buffering, seed] = [amount('idleTimeout'), amount('buffering'), amount('seed')];
  return { rtt, jitter, bandwidth, idleTimeout, buffering, seed, swallowFrames: given.swallowFrames === true };
}

/** Whether a card shows a number, or a state, at each moment. */
const isNeeded = (column: string): boolean => laneColumns.includes(column) && !mayLack.includes(column);

/** One cell, if its type fits the column. */
function cellOf(where: string, column: string, value: unknown): Cell {
  if (column === 'lab') return optional(value, (given) => labOf(where, given)) ?? null;
  if (value === null && !isNeeded(column)) return null;
  if (column === 'state') return oneOf(where, value, states);
  return column === 'trouble' ? text(where, value) : number(where, value);
}

/** Applies changes to the previous row. @param where for error sentences */
function take(where: string, changes: unknown, columns: readonly string[], cells: Cell[]): void {
  const given = list(where, changes);
  for (let place = 0; place < given.length; place += 2) {
    const index = number(`${where}[${place}]`, given[place], 0);
    const column = columns[index] ?? refuse(`${where}[${place}]`, `the index of a column, below ${columns.length}`, given[place]);
    cells[index] = cellOf(`${where}[${place + 1}]`, column, given[place + 1]);
  }
}

const amount = (cell: Cell | undefined): number | undefined => (typeof cell === 'number' ? cell : undefined);

function momentOf(at: number, page: readonly Cell[], lanes: readonly (readonly Cell[])[]): Moment {
  const [roundTrip, error, step, waited, skipped] = page.map(amount);
  const lab = page[5];
  return {
    at,
    page: 0,
    roundTrip,
    clock: error === undefined ? undefined : { error, step: step ?? 0 },
    waited,
    skipped: skipped ?? 0,
    lab: typeof lab === 'object' && lab !== null ? lab : undefined,
    lanes: perTransport((name) => {
      const cells = lanes[transportNames.indexOf(name)] ?? [];
      return laneOfCells(name, states.find((state) => state === cells[0]) ?? 'off', cells);
    }),
  };
}

/** A first moment has all columns: later ones have what has changed. @returns the first of those that it lacks */
const lackedBy = (cells: readonly Cell[]): string | undefined => laneColumns.find((column, index) => cells[index] === null && isNeeded(column));

/** @param start of the file's times, in epoch milliseconds */
export function readMoments(value: unknown, start: number): Moment[] {
  const page: Cell[] = pageColumns.map(() => null);
  const lanes: Cell[][] = transportNames.map(() => laneColumns.map(() => null));
  let last = Number.NEGATIVE_INFINITY;
  let lacked: string | undefined;
  const moments = list('moments', value).map((row, index) => {
    const where = `moments[${index}]`;
    const [time, ...changes] = list(where, row);
    const at = start + number(`${where}[0]`, list(`${where}[0]`, time)[0]);
    if (at < last) refuse(where, 'no earlier than the one before: moments stand in the order of time', at - start);
    last = at;
    take(`${where}[1]`, changes[0], pageColumns, page);
    for (const [lane, cells] of lanes.entries()) take(`${where}[${lane + 2}]`, changes[lane + 1], laneColumns, cells);
    if (index === 0) lacked = lanes.map(lackedBy).find((column) => column !== undefined);
    return momentOf(at, page, lanes);
  });
  if (lacked !== undefined) refuse('moments[0]', 'complete, because the others say only what has changed', `nothing of ${lacked}`);
  return moments;
}
