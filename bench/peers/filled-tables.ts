import { familyError } from '../report/summary.ts';
import { authorizeArms } from './authorize.ts';
import { cycleArms } from './cycle.ts';
import { describedTables, twinName } from './described-tables.ts';
import { pullArms } from './pull.ts';
import { floorName, pushPeers } from './push-peers.ts';
import type { PeersResult } from './result.ts';
import { type FilledTable, fillTable } from './tables.ts';

/** The order of the arms: the floor, its twin, the lab, the others. */
const order: readonly string[] = [floorName, twinName, ...pushPeers.map(({ name }) => name), ...pullArms, ...cycleArms, ...authorizeArms];

/** All tables of a run, from its readings. The error of 5 % is divided among those that have a floor. */
export function filledTables({ measures, rounds, settings }: Pick<PeersResult, 'measures' | 'rounds' | 'settings'>): readonly FilledTable[] {
  const tables = measures.flatMap((name) => describedTables[name]);
  const error = familyError / Math.max(1, tables.filter(({ floor }) => floor !== undefined).length);
  return tables.map((table) => fillTable(table, rounds, settings, order, error));
}
