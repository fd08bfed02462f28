import { familyError } from '../report/summary.ts';
import type { Measure } from './measure.ts';
import { memory } from './memory.ts';
import { misuse, overload } from './misbehaving.ts';
import { floor, pushPeers, twin } from './peers.ts';
import { authorize, authorizeArms, cycle, cycleArms, pull, pullArms } from './polls.ts';
import { growth, latency, push } from './pushes.ts';
import type { PeersResult } from './result.ts';
import { type FilledTable, fillTable } from './tables.ts';

/** The one list, in the order of the help. */
export const measures = { push, pull, cycle, memory, growth, latency, overload, misuse, authorize } satisfies Readonly<Record<string, Measure>>;

/** The order of the arms: the floor, its twin, the lab, the others. */
const order = [...[floor, twin, ...pushPeers].map(({ name }) => name), ...pullArms, ...cycleArms, ...authorizeArms];

/** All tables of a run, from its readings. The error of 5 % is divided among those that have a floor. */
export function filledTables({ measures: names, rounds, settings }: Pick<PeersResult, 'measures' | 'rounds' | 'settings'>): readonly FilledTable[] {
  const tables = names.flatMap((name) => measures[name].tables);
  const error = familyError / Math.max(1, tables.filter(({ ratio }) => ratio).length);
  return tables.map((table) => fillTable(table, rounds, settings, order, error));
}
