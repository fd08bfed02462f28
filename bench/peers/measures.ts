import type { Remote } from '../../server/lab/processes/channel.ts';
import { forkProcess } from '../processes/fork-process.ts';
import { seededRandom, shuffled } from '../statistics/random.ts';
import type { AskersHandlers } from './askers-main.ts';
import { authorizeArms, readAuthorize } from './authorize.ts';
import { cycleArms, readCycle } from './cycle.ts';
import { twinName } from './described-tables.ts';
import { growthCrowds, readGrowth } from './growth.ts';
import { readLatency } from './latency.ts';
import { memoryPeers, readMemory } from './memory.ts';
import { misuses, readMisuse } from './misuse.ts';
import { nchanHere } from './nchan.ts';
import type { MeasureName, PeerOptions } from './options.ts';
import { readOverload } from './overload.ts';
import type { Peer } from './peer.ts';
import { pullArms, readPulls } from './pull.ts';
import { type Regime, readPush, regimes } from './push.ts';
import { floorName, peerNamed, pushPeers } from './push-peers.ts';
import type { Reading } from './reading.ts';
import type { PeerStage } from './stage.ts';

/** What is needed to take readings. */
interface Ground {
  readonly stage: PeerStage;
  readonly askers: Remote<AskersHandlers>;
  readonly options: PeerOptions;
  readonly round: number;
}

export const startAskers = (): Remote<AskersHandlers> => forkProcess<AskersHandlers>('../peers/askers-main', 'askers');

/** One arm's turn in a round. */
interface Turn {
  readonly arm: string;
  read(): Promise<readonly Reading[]>;
}

interface Measure {
  turns(ground: Ground): readonly Turn[];
}

const flagsOf = ({ profile }: PeerOptions, arm: string): string[] =>
  profile !== undefined && /lab|websocket|sse,/.test(arm) ? ['--cpu-prof', '--cpu-prof-interval=250', `--cpu-prof-dir=${profile}`] : [];

const wanted = (options: PeerOptions, arm: string): boolean =>
  arm.startsWith(floorName) || options.only.length === 0 || options.only.some((part) => arm.includes(part));

/** Those that are on this machine and asked for. */
const present = (options: PeerOptions, peers: readonly Peer[]): Peer[] =>
  peers.filter(({ name }) => wanted(options, name) && (!name.startsWith('nchan') || nchanHere()));

const twin: Peer = { ...peerNamed(floorName), name: twinName };

const one =
  (peers: (options: PeerOptions) => readonly Peer[], read: (ground: Ground, peer: Peer, flags: string[]) => Promise<Reading>) => (ground: Ground) =>
    present(ground.options, peers(ground.options)).map(
      (peer): Turn => ({
        arm: peer.name,
        read: async () => [await read(ground, peer, flagsOf(ground.options, peer.name))],
      }),
    );

export const measures: Readonly<Record<MeasureName, Measure>> = {
  push: {
    turns: ({ stage, options }) =>
      present(options, [...pushPeers, twin]).map((peer) => ({
        arm: peer.name,
        read: () => readPush(stage, peer, Object.keys(regimes) as Regime[], options.settings, flagsOf(options, peer.name)),
      })),
  },
  pull: {
    turns: ({ askers, options, round }) => [
      {
        arm: 'polls',
        read: () => readPulls(askers, shuffled(pullArms, seededRandom(options.settings.seed + round)), options.settings, flagsOf(options, 'lab')),
      },
    ],
  },
  cycle: {
    turns: ({ stage, askers, options }) =>
      cycleArms.map((arm) => ({ arm, read: async () => [await readCycle(stage, askers, arm, options.settings, flagsOf(options, arm))] })),
  },
  memory: {
    turns: one(memoryPeers, ({ stage, options }, peer, flags) => readMemory(stage, peer, options.settings, flags)),
  },
  growth: {
    turns: ({ stage, options }) =>
      growthCrowds(options.settings)
        .filter(({ peer }) => wanted(options, peer.name))
        .map((crowd) => ({
          arm: crowd.peer.name,
          read: async () => [await readGrowth(stage, crowd, options.settings, flagsOf(options, crowd.peer.name))],
        })),
  },
  latency: {
    turns: one(
      () => [...pushPeers, twin],
      ({ stage, options }, peer, flags) => readLatency(stage, peer, options.settings, flags),
    ),
  },
  overload: {
    turns: one(
      () => pushPeers,
      ({ stage, options }, peer, flags) => readOverload(stage, peer, options.settings, flags),
    ),
  },
  misuse: {
    turns: ({ stage, options }) =>
      misuses.map((arm) => ({ arm, read: async () => [await readMisuse(stage, arm, options.settings, flagsOf(options, 'lab'))] })),
  },
  authorize: {
    turns: ({ askers, options }) =>
      authorizeArms.map((arm) => ({ arm, read: async () => [await readAuthorize(askers, arm, options.settings, flagsOf(options, 'lab'))] })),
  },
};
