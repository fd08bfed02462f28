import { keysOf } from '../result/keys.ts';
import { authorizeArms, readAuthorize } from './authorize.ts';
import { cycleArms, readCycle } from './cycle.ts';
import { twinName } from './described-tables.ts';
import { growthCrowds, readGrowth } from './growth.ts';
import { readLatency } from './latency.ts';
import { memoryPeers, readMemory } from './memory.ts';
import { misuses, readMisuse } from './misuse.ts';
import { nchanHere } from './nchan.ts';
import type { MeasureName } from './options.ts';
import { readOverload } from './overload.ts';
import type { Peer } from './peer.ts';
import { readPulls } from './pull.ts';
import { readPush, regimes } from './push.ts';
import { floorName, peerNamed, pushPeers } from './push-peers.ts';
import type { Reading } from './reading.ts';
import type { PeerStage, StagedPeer } from './stage.ts';

/** One arm's turn in each round, on a server of its own. */
interface Turn {
  readonly arm: string;
  /** A peer that may be left out, by its name or because it is not on this machine. */
  readonly peer?: Peer;
  /** @returns rows for the tables */
  read(stage: PeerStage, round: number): Promise<readonly Reading[]>;
}

type Values = Reading['values'];

/** Starts peers one at a time and reads them. @param read returns values by table */
const ofPeers = (peers: readonly Peer[], read: (staged: StagedPeer) => Promise<Record<string, Values>>): readonly Turn[] =>
  peers.map((peer) => ({
    arm: peer.name,
    peer,
    read: async (stage) => {
      const tables = await stage.with(peer, read);
      return Object.entries(tables).map(([table, values]) => ({ table, arm: peer.name, values }));
    },
  }));

/** Arms that start their own servers. */
const ofArms = <Arm extends string>(table: string, arms: readonly Arm[], read: (stage: PeerStage, arm: Arm) => Promise<Values>): readonly Turn[] =>
  arms.map((arm) => ({ arm, read: async (stage) => [{ table, arm, values: await read(stage, arm) }] }));

const twin: Peer = { ...peerNamed(floorName), name: twinName };

export const turnsOf: Readonly<Record<MeasureName, (settings: PeerStage['settings']) => readonly Turn[]>> = {
  push: () => ofPeers([...pushPeers, twin], (staged) => readPush(staged, keysOf(regimes))),
  pull: () => [{ arm: 'polls', read: readPulls }],
  cycle: () => ofArms('long-polling', cycleArms, readCycle),
  memory: () => ofPeers(memoryPeers(), async (staged) => ({ memory: await readMemory(staged) })),
  growth: (settings) =>
    growthCrowds(settings).flatMap(({ peer, readers }) => ofPeers([peer], async (staged) => ({ growth: await readGrowth(staged, readers) }))),
  latency: () => ofPeers([...pushPeers, twin], async (staged) => ({ latency: await readLatency(staged) })),
  overload: () => ofPeers(pushPeers, async (staged) => ({ overload: await readOverload(staged) })),
  misuse: () => ofArms('misuse', misuses, readMisuse),
  authorize: () => ofArms('authorize', authorizeArms, readAuthorize),
};

/** Whether a turn was requested and its program is installed. @param only parts of names; empty: all. The floor always runs. */
export function isWanted({ peer }: Turn, only: readonly string[]): boolean {
  if (!peer) return true;
  const { name } = peer;
  const asked = only.length === 0 || name.startsWith(floorName) || only.some((part) => name.includes(part));
  return asked && (!name.startsWith('nchan') || nchanHere());
}
