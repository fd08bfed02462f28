import { setTimeout as pause } from 'node:timers/promises';
import { transportNames } from '../../../client/stream/index.ts';
import type { Fault, FaultKind } from '../schedule.ts';
import type { Place } from './place.ts';
import type { Reader } from './readers.ts';

/** What a fault acts on. */
interface Stage {
  readonly place: Place;
  readonly readers: readonly Reader[];
  /** Resolves when this number of further publishes was acknowledged, or after a while without any. */
  calm(publishes: number): Promise<void>;
}

/** kill -9, and a new process with the data on disk. The pause is long enough for every node to notice. */
async function killRedis({ length }: Fault, { place: { redis } }: Stage): Promise<void> {
  await redis?.signal('SIGKILL');
  await pause(200 + length);
  await redis?.run();
}

type Act = (fault: Fault, stage: Stage) => void | Promise<void>;

const chosen = <Item>(items: readonly Item[], { target }: Fault): Item | undefined => items[target % items.length];

const acts: Readonly<Record<FaultKind, Act>> = {
  cut: ({ target }, { place }) => place.relay.cut(target),
  'cut within a message': ({ target }, { place }) => place.relay.cutWithin(target, target % 400),
  'half-open': ({ target }, { place }) => place.relay.halfOpen(target),
  stall: ({ target, length }, { place }) => place.relay.stall(target, length),
  'slow reader': ({ target, length }, { place }) => place.relay.slow(target, 4 * length),
  'cut all': (_, { place }) => place.relay.cutAll(),
  refuse: ({ target }, { place }) => place.relay.refuse(1 + (target % 3)),
  'black hole': ({ length }, { place }) => place.relay.blackHole(length),
  reconnect: (fault, { readers }) => chosen(readers, fault)?.stream.reconnect(),
  switch: (fault, { readers }) => {
    const name = transportNames[(fault.target >>> 8) % transportNames.length];
    if (name) chosen(readers, fault)?.stream.switchTo(name);
  },
  'clock step': (fault, { place }) => chosen(place.nodes, fault)?.stepClock(),
  'kill node': async (fault, { place }) => chosen(place.nodes, fault)?.restart('SIGKILL'),
  async 'roll nodes'(_, { place }) {
    for (const node of place.nodes) await node.restart('SIGTERM');
  },
  'kill Redis': killRedis,
  async 'lose Redis'(fault, stage) {
    await stage.place.redis?.command('SAVE');
    // These are acknowledged, and lost with the process.
    await stage.calm(10);
    await killRedis(fault, stage);
  },
  'reload proxy': (_, { place }) => place.front?.reload(),
};

/** Carries out the faults one after the other, each after its calm. Long ones, such as a restart, go on during the next faults. */
export async function commitAll(faults: readonly Fault[], stage: Stage): Promise<void> {
  const lasting: Promise<void>[] = [];
  let ofRedis = Promise.resolve();
  let rolling = Promise.resolve();
  for (const fault of faults) {
    await stage.calm(fault.calm);
    // There is one Redis, which is not killed while it is down.
    if (fault.kind.endsWith('Redis')) ofRedis = ofRedis.then(() => acts[fault.kind](fault, stage));
    // Two of them at once would stop two nodes.
    else if (fault.kind === 'roll nodes') rolling = rolling.then(() => acts[fault.kind](fault, stage));
    else lasting.push(Promise.resolve(acts[fault.kind](fault, stage)));
  }
  lasting.push(ofRedis, rolling);
  await Promise.all(lasting);
  // Waits for a stall or a black hole that began last.
  await pause(Math.max(0, ...faults.slice(-10).map(({ length }) => 4 * length)));
}
