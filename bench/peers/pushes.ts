import { quantile } from '../statistics/histogram.ts';
import { dataOf, labKeeps, type Measure, ofPeers, readersOf, type Table, turnOf, windows } from './measure.ts';
import type { Settings } from './options.ts';
import { floor, lab, type Peer, pushPeers, twin } from './peers.ts';
import type { Values } from './result.ts';
import type { Pace, StagedPeer } from './stage.ts';

/** How notifications come: one per turn of the server's event loop, or twenty. */
const regimes = { sparse: { burst: 1, perSecond: 50 }, burst: { burst: 20, perSecond: 8 } } as const;
type Regime = keyof typeof regimes;

/** @returns the pace of a regime, slower for so many readers that they would need more than one processor */
function paceOf(regime: Regime, readers: number, seconds: number): Pace {
  const { burst, perSecond } = regimes[regime];
  const rate = perSecond * Math.min(1, 500 / readers);
  return { burst, bursts: Math.ceil(seconds * rate), interval: 1_000 / rate };
}

/**
 * The first seconds measure the compiler. The pace is so slow that no reader falls behind a small window, because a skipped notification would be
 * waited for.
 */
async function warmUp(staged: StagedPeer, readers: number): Promise<void> {
  await staged.stretch({ burst: 20, bursts: 20, interval: Math.max(5, readers / 40) }, readers);
  const bursts = Math.ceil(Math.min(150, 75_000 / Math.max(1, readers)));
  await staged.stretch({ burst: 1, bursts, interval: Math.max(4, readers / 100) }, readers);
}

/** What was seen of a regime, with microseconds of the server: of a publish without a reader, and of a delivery without its part of a publish. */
type Pushed = Awaited<ReturnType<StagedPeer['stretch']>> & { readonly publish: number; readonly delivery: number };

/** Publishing without a reader, then each regime with all readers. @param regimeOf by table @returns values by table */
async function readRegimes(staged: StagedPeer, readers: number, regimeOf: Readonly<Record<string, Regime>>, valuesOf: (pushed: Pushed) => Values) {
  const asked = Object.entries(regimeOf).map(([table, regime]) => ({ table, pace: paceOf(regime, readers, staged.settings.seconds), publish: 0 }));
  await warmUp(staged, 0);
  for (const each of asked) {
    const { cpu, published } = await staged.stretch(each.pace, 0);
    each.publish = cpu / published;
  }
  await staged.stage.connect(readers);
  await warmUp(staged, readers);
  const found: Record<string, Values> = {};
  for (const { table, pace, publish } of asked) {
    const seen = await staged.stretch(pace, readers);
    found[table] = valuesOf({ ...seen, publish, delivery: (seen.cpu - publish * seen.published) / seen.delivered });
  }
  return found;
}

export const readPush = (staged: StagedPeer) =>
  readRegimes(staged, staged.settings.readers, { sparse: 'sparse', burst: 'burst' }, (pushed) => ({
    'µs/delivery': pushed.delivery,
    'µs/publish': pushed.publish,
    'bytes/delivery': pushed.bytes / pushed.delivered,
    'deliveries/s': (1_000 * pushed.delivered) / pushed.milliseconds,
    missing: pushed.missing,
    'readers busy %': 100 * pushed.busy,
  }));

const regimeTable = (name: Regime, turn: string): Table => ({
  name,
  about: `${turn} in a turn of the loop; processor time of a delivery, publishing subtracted`,
  ratio: { of: 'µs/delivery', floor: floor.name, twin: twin.name, better: 'less' },
  conditions: (settings) => `${readersOf(settings.readers)} · ${dataOf(settings)} · ${regimes[name].perSecond} turns/s · ${windows}`,
});

export const push: Measure = {
  tables: [regimeTable('sparse', 'one notification'), regimeTable('burst', `${regimes.burst.burst} notifications`)],
  turns: () => [...pushPeers, twin].map((peer) => turnOf(peer, readPush)),
};

/** From the moment a publish was due to its receipt, over all readers. */
export const latency = ofPeers({
  name: 'latency',
  about: 'from due to received, 20 notifications a second',
  ratio: { of: 'p99 ms', floor: floor.name, twin: twin.name, better: 'less' },
  conditions: (settings) => `${readersOf(settings.few)} · ${dataOf(settings)} · ${windows}`,
  arms: [...pushPeers, twin],

  async read(staged) {
    const { few: readers, seconds } = staged.settings;
    const { generator } = staged.stage;
    await staged.stage.connect(readers);
    await warmUp(staged, readers);
    await generator.call('reset');
    const { missing } = await staged.stretch({ burst: 1, bursts: Math.ceil(seconds * 20), interval: 50 }, readers);
    const { latencies: buckets } = await generator.call('received');
    return { 'p99 ms': quantile(buckets, 0.99), 'p50 ms': quantile(buckets, 0.5), missing };
  },
});

/** The filter of one in a hundred readers; all of these filters pass what the bench publishes. */
const filters = '?event=bench&event=n{n}';

/** Growth with readers, window or number of filters, each beside the same floor: an arm, and how many readers it has. */
function crowds({ few, many }: Settings): readonly (readonly [peer: Peer, readers: number])[] {
  const counted = (peer: Peer, readers: number) => [{ ...peer, name: `${peer.name} · ${readers}` }, readers] as const;
  return [
    ...[few, many].flatMap((readers) => [counted(lab('websocket'), readers), counted(lab('sse'), readers)]),
    counted(floor, many),
    [floor, few],
    [{ ...lab('websocket', '', ['--window', '100']), name: 'websocket, 100 retained' }, few],
    [{ ...lab('websocket', filters), name: 'websocket, 100 filters' }, few],
    [{ ...lab('sse', filters), name: 'sse, 100 filters' }, few],
  ];
}

/** CPU of a delivery by number of readers, and how long the event loop was blocked. */
const readGrowth = (staged: StagedPeer, readers: number) =>
  readRegimes(staged, readers, { growth: 'sparse' }, ({ delivery, missing, late }) => ({
    'µs/delivery': delivery,
    readers,
    missing,
    ...(late && { 'loop late p99 ms': late.p99, 'at most ms': late.worst }),
  }));

export const growth: Measure = {
  tables: [
    {
      name: 'growth',
      about: 'as sparse, by the number of readers, the window and the filters',
      ratio: { of: 'µs/delivery', floor: floor.name, better: 'less' },
      conditions: (settings) => `readers as in the table · ${dataOf(settings)} · ${labKeeps} where nothing else stands there`,
    },
  ],
  turns: (settings) => crowds(settings).map(([peer, readers]) => turnOf(peer, (staged) => readGrowth(staged, readers))),
};
