import { forkRemote, type Remote } from '../processes/channel.ts';
import { seededRandom, shuffled } from '../random.ts';
import type { AskersHandlers } from './askers-main.ts';
import { cycleArms, cycleFloor, readCycle } from './cycle.ts';
import { growthCrowds, readGrowth } from './growth.ts';
import { readLatency } from './latency.ts';
import { memoryPeers, readMemory } from './memory.ts';
import { misuses, readMisuse } from './misuse.ts';
import { nchanHere } from './nchan.ts';
import type { MeasureName, PeerOptions } from './options.ts';
import { readOverload } from './overload.ts';
import type { Peer } from './peer.ts';
import { pullArms, pullFloor, readPulls } from './pull.ts';
import { type Regime, readPush, regimes } from './push.ts';
import { floorName, peerNamed, pushPeers } from './push-peers.ts';
import type { Reading, Table } from './reading.ts';
import type { PeerStage } from './stage.ts';

/** What is needed to take readings. */
interface Ground {
  readonly stage: PeerStage;
  readonly askers: Remote<AskersHandlers>;
  readonly options: PeerOptions;
  readonly round: number;
}

export const startAskers = (): Remote<AskersHandlers> => forkRemote<AskersHandlers>('../peers/askers-main', 'askers');

/** One arm's turn in a round. */
interface Turn {
  readonly arm: string;
  read(): Promise<readonly Reading[]>;
}

interface Measure {
  readonly tables: readonly Table[];
  turns(ground: Ground): readonly Turn[];
}

const flagsOf = ({ profile }: PeerOptions, arm: string): string[] =>
  profile !== undefined && /lab|websocket|sse,/.test(arm) ? ['--cpu-prof', '--cpu-prof-interval=250', `--cpu-prof-dir=${profile}`] : [];

const wanted = (options: PeerOptions, arm: string): boolean =>
  arm.startsWith(floorName) || options.only.length === 0 || options.only.some((part) => arm.includes(part));

/** Those that are on this machine and asked for. */
const present = (options: PeerOptions, peers: readonly Peer[]): Peer[] =>
  peers.filter(({ name }) => wanted(options, name) && (!name.startsWith('nchan') || nchanHere()));

/** A second floor: what it differs from the first by is noise. */
const twin: Peer = { ...peerNamed(floorName), name: `${floorName} (again)` };

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
    tables: [
      {
        name: 'sparse',
        about: 'one notification in a turn of the loop; processor time of a delivery, publishing subtracted',
        floor: floorName,
        ratioOf: 'µs/delivery',
      },
      { name: 'burst', about: 'twenty notifications in a turn', floor: floorName, ratioOf: 'µs/delivery' },
    ],
    turns: ({ stage, options }) =>
      present(options, [...pushPeers, twin]).map((peer) => ({
        arm: peer.name,
        read: () => readPush(stage, peer, Object.keys(regimes) as Regime[], options.settings, flagsOf(options, peer.name)),
      })),
  },
  pull: {
    tables: [
      { name: 'poll empty', about: 'a 204, in a closed loop of 20 connections', floor: pullFloor, ratioOf: 'answers/s' },
      { name: 'poll with notifications', about: 'the same body of 20 notifications to everybody', floor: pullFloor, ratioOf: 'answers/s' },
    ],
    turns: ({ askers, options, round }) => [
      {
        arm: 'polls',
        read: () => readPulls(askers, shuffled(pullArms, seededRandom(options.settings.seed + round)), options.settings, flagsOf(options, 'lab')),
      },
    ],
  },
  cycle: {
    tables: [{ name: 'long-polling', about: 'publish, answered, parked again; publishing subtracted', floor: cycleFloor, ratioOf: 'µs/cycle' }],
    turns: ({ stage, askers, options }) =>
      cycleArms.map((arm) => ({ arm, read: async () => [await readCycle(stage, askers, arm, options.settings, flagsOf(options, arm))] })),
  },
  memory: {
    tables: [{ name: 'memory', about: "slope over idle connections with a browser's header fields", floor: 'Express sse', ratioOf: 'RSS KiB' }],
    turns: one(memoryPeers, ({ stage, options }, peer, flags) => readMemory(stage, peer, options.settings, flags)),
  },
  growth: {
    tables: [{ name: 'growth', about: 'sparse, by the number of readers, the window and the filters', floor: floorName, ratioOf: 'µs/delivery' }],
    turns: ({ stage, options }) =>
      growthCrowds(options.settings)
        .filter(({ peer }) => wanted(options, peer.name))
        .map((crowd) => ({
          arm: crowd.peer.name,
          read: async () => [await readGrowth(stage, crowd, options.settings, flagsOf(options, crowd.peer.name))],
        })),
  },
  latency: {
    tables: [{ name: 'latency', about: 'from due to received, 20 notifications a second', floor: floorName, ratioOf: 'p99 ms' }],
    turns: one(
      () => [...pushPeers, twin],
      ({ stage, options }, peer, flags) => readLatency(stage, peer, options.settings, flags),
    ),
  },
  overload: {
    tables: [{ name: 'overload', about: 'as fast as it is taken, one reader in ten reads nothing', floor: floorName, ratioOf: 'RSS growth MiB' }],
    turns: one(
      () => pushPeers,
      ({ stage, options }, peer, flags) => readOverload(stage, peer, options.settings, flags),
    ),
  },
  misuse: {
    tables: [{ name: 'misuse', about: 'what the lab can be made to keep, at most, beyond a full window', floor: 'none', ratioOf: 'RSS growth MiB' }],
    turns: ({ stage, options }) =>
      misuses.map((arm) => ({ arm, read: async () => [await readMisuse(stage, arm, options.settings, flagsOf(options, 'lab'))] })),
  },
};
