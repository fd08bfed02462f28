import { windowDefaults } from '../../server/stream/log/memory-log.ts';
import { whole } from '../report/format.ts';
import { nchanHere, nchanRetains } from './nchan.ts';
import type { Settings } from './options.ts';
import { floor, type Peer } from './peers.ts';
import type { Reading, Values } from './result.ts';
import type { PeerStage, StagedPeer } from './stage.ts';

/** How the arms of a table are compared with one of them, the floor, in the same round. */
export interface Ratio {
  /** A column. */
  readonly of: string;
  readonly floor: string;
  /** The arm that is an identical copy of the floor. */
  readonly twin?: string;
  readonly better: 'less' | 'more';
}

/** A table: its rows are arms, its columns medians over the rounds. */
export interface Table {
  readonly name: string;
  /** What it shows, in a sentence. */
  readonly about: string;
  /** Absent if nothing is compared. */
  readonly ratio?: Ratio;
  /** Readers, payload, window. */
  conditions(settings: Settings): string;
}

/** One arm's turn in each round, on a server of its own. */
interface Turn {
  readonly arm: string;
  /** A peer that may be left out, by its name or because it is not on this machine. */
  readonly peer?: Peer;
  /** @returns rows for the tables */
  read(stage: PeerStage, round: number): Promise<readonly Reading[]>;
}

/** What is measured, and the tables that show it. */
export interface Measure {
  readonly tables: readonly Table[];
  turns(settings: Settings): readonly Turn[];
}

/** Starts a peer and reads it. @param read returns values by table */
export const turnOf = (peer: Peer, read: (staged: StagedPeer) => Promise<Readonly<Record<string, Values>>>): Turn => ({
  arm: peer.name,
  peer,
  read: async (stage) => Object.entries(await stage.with(peer, read)).map(([table, values]) => ({ table, arm: peer.name, values })),
});

/** A measure of one table. */
interface OneTable<Arm, On> extends Table {
  readonly arms: readonly Arm[];
  read(on: On, arm: Arm): Promise<Values>;
}

/** Its arms are peers, which are started one at a time. */
export const ofPeers = ({ arms, read, ...table }: OneTable<Peer, StagedPeer>): Measure => ({
  tables: [table],
  turns: () => arms.map((peer) => turnOf(peer, async (staged) => ({ [table.name]: await read(staged, peer) }))),
});

/** Its arms start their own servers. */
export const ofArms = <Arm extends string>({ arms, read, ...table }: OneTable<Arm, PeerStage>): Measure => ({
  tables: [table],
  turns: () => arms.map((arm) => ({ arm, read: async (stage) => [{ table: table.name, arm, values: await read(stage, arm) }] })),
});

/** Whether a turn was requested and its program is installed. @param only parts of names; empty: all. The floor always runs, and so does what is no peer. */
export function isWanted({ peer }: Turn, only: readonly string[]): boolean {
  const { name } = peer ?? floor;
  const asked = only.length === 0 || name.startsWith(floor.name) || only.some((part) => name.includes(part));
  return asked && (!name.startsWith('nchan') || nchanHere());
}

/** What conditions are made of. */
export const readersOf = (count: number): string => `${whole(count)} readers`;
export const dataOf = ({ payload }: Settings): string => `${payload} B of data`;
export const labKeeps = `the lab keeps ${whole(windowDefaults.maxCount)} notifications`;
export const windows = `${labKeeps}, nchan ${whole(nchanRetains)}`;
